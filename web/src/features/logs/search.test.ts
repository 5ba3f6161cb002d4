import { expect, test } from "vitest";
import { filtered, readSearch, variablesOf } from "./search";

test("what is no filter of the logs is left out of the address", () => {
  expect(readSearch({ mots: "  ", du: "hier", au: 12, pages: 1, lectures: "oui" })).toEqual({});
  expect(readSearch({ mots: 12, du: "2026-11-02", lectures: true, pages: 999 })).toEqual({
    mots: "12",
    du: "2026-11-02",
    lectures: true,
    pages: 40,
  });
});

test("a log is filtered by words and days, not by being the other one", () => {
  expect(filtered({ lectures: true })).toBe(false);
  expect(filtered({ au: "2026-11-02" })).toBe(true);
  expect(variablesOf({ mots: "bilan" }, "suite")).toEqual({
    text: "bilan",
    from: null,
    to: null,
    first: 50,
    after: "suite",
  });
});
