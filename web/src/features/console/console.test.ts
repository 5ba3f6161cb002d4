import { describe, expect, test } from "vitest";
import { merge } from "./journal";
import { currentOf, type DueState, toTreat } from "./state";

const of = (...states: DueState[]) => states.map((state, number) => ({ state, number }));

describe("On a phone, a class shows", () => {
  test("what is late before what is due", () => {
    expect(currentOf(of("LATE", "DUE", "NOT_DUE"))?.number).toBe(0);
    expect(currentOf(of("COMPLETE", "SOON", "NOT_DUE"))?.number).toBe(1);
  });
  test("the newest finished period when nothing is owed", () => {
    expect(currentOf(of("COMPLETE", "COMPLETE", "NOT_DUE"))?.number).toBe(1);
  });
});

test("a class is to treat when something of it is late or due soon", () => {
  expect(toTreat(of("COMPLETE", "DUE"))).toBe(false);
  expect(toTreat(of("COMPLETE", "SOON"))).toBe(true);
  expect(toTreat(of("LATE", "NOT_DUE"))).toBe(true);
});

test("a line of the journal told twice, by the page and by the feed, stands once, newest first", () => {
  const line = (seq: number, text = "a validé un bilan") => ({
    seq,
    actor: "S. Garnier",
    text,
    division: null,
  });
  expect(merge([line(12), line(11)], [line(11), line(9)])).toEqual([line(12), line(11), line(9)]);
  expect(merge([line(12)], [line(12, "a rouvert un bilan")])).toHaveLength(2);
});
