import { expect, test } from "vitest";
import { later, read, written } from "./day";

const year = { min: "2026-09-01", max: "2027-08-31" };

test("a day is read as people write it", () => {
  for (const text of [
    "4/12/2026",
    "04/12/2026",
    "4-12-26",
    "04.12.2026",
    "04122026",
    "4 déc. 2026",
    "4 décembre 2026",
  ]) {
    expect(read(text)).toBe("2026-12-04");
  }
  expect(read("1er sept. 2026")).toBe("2026-09-01");
});

test("without its year, a day is the one of the school year", () => {
  expect(read("4/12", year)).toBe("2026-12-04");
  expect(read("22 janv", year)).toBe("2027-01-22");
  expect(read("2 juil.", year)).toBe("2027-07-02");
});

test("two digits of a year are those of the century that fits", () => {
  const born = { max: "2026-11-26" };
  expect(read("12/03/85", born)).toBe("1985-03-12");
  expect(read("12/03/09", born)).toBe("2009-03-12");
  expect(read("29/02/00", born)).toBe("2000-02-29");
  expect(read("4/12/26", year)).toBe("2026-12-04");
});

test("what is no day of the calendar is not read", () => {
  for (const text of ["", "31/02/2027", "29/02/2027", "4", "demain", "12/13/2026", "0/1/2027"]) {
    expect(read(text, year)).toBeNull();
  }
});

test("a day is written and moved", () => {
  expect(written("2026-12-04")).toBe("04/12/2026");
  expect(written("")).toBe("");
  expect(later("2026-12-31", 1)).toBe("2027-01-01");
});
