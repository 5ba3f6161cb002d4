import { expect, test } from "vitest";
import { exportOf, filtered, readSearch, variablesOf } from "./search";

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

test("what is taken away is what is on screen", () => {
  expect(exportOf({ pages: 3 })).toBe("/journal/export.csv?log=acts");
  expect(exportOf({ lectures: true, mots: "Éva & Cie", du: "2026-11-02", au: "2026-11-03" })).toBe(
    "/journal/export.csv?log=reads&text=%C3%89va+%26+Cie&from=2026-11-02&to=2026-11-03",
  );
});
