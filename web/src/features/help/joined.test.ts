import { expect, test } from "vitest";
import { MOST, problemOfFile, readWaiting } from "./joined";

test("a file of six megabytes leaves, one byte more does not, nor a drawing that may hold a program (R164)", () => {
  expect(problemOfFile({ name: "capture.png", size: MOST })).toBeNull();
  expect(problemOfFile({ name: "capture.png", size: MOST + 1 })).toMatch(/6\s*Mo au plus/);
  expect(problemOfFile({ name: "Dessin.SVG", size: 10 })).toContain("SVG");
});

test("what a device keeps is read again, and what it holds otherwise is no file", () => {
  const waiting = { id: "sto_1", name: "<b>capture.png", bytes: 12 };
  expect(readWaiting(JSON.stringify(waiting))).toEqual(waiting);
  for (const other of ["", "null", "12", "{}", '{"id":1,"name":"a","bytes":2}', "{"]) {
    expect(readWaiting(other)).toBeNull();
  }
});
