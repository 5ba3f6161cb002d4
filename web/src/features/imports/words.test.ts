import { expect, test } from "vitest";
import { readSearch } from "./search";
import { type Counts, madeOf, readShare } from "./words";

const none: Counts = {
  created: 0,
  updated: 0,
  deactivated: 0,
  reactivated: 0,
  unchanged: 0,
  refused: 0,
  undecided: 0,
  warnings: 0,
};

test("a count says what it is made of", () => {
  const by = [
    { subject: "LEARNER" as const, counts: { ...none, created: 9 } },
    { subject: "STAFF" as const, counts: { ...none, created: 1 } },
    { subject: "DIVISION" as const, counts: none },
  ];
  expect(madeOf(by, "CREATED")).toBe("9\u00a0élèves, 1\u00a0enseignant");
  expect(madeOf(by, "REFUSED")).toBe("");
});

test("filters of an address are read, anything else is no filter", () => {
  expect(readSearch({ operation: "REFUSED", sujet: "LEARNER" })).toEqual({
    operation: "REFUSED",
    sujet: "LEARNER",
  });
  expect(readSearch({ operation: "DROP", sujet: 3, other: "x" })).toEqual({});
});

test("shares are read by people", () => {
  expect(readShare({ readBytes: 76, totalBytes: 100 })).toBe(76);
  expect(readShare({ readBytes: 0, totalBytes: 0 })).toBe(0);
});
