import { expect, test } from "vitest";
import { filtered, readSearch, variablesOf } from "./search";

const division = `div_${"0".repeat(31)}1`;

test("filters of an address are read, anything else is no filter", () => {
  const all = {
    nom: "lea",
    role: "TEACHER",
    classe: division,
    etat: "CLOSED",
    provenance: "MANUAL_CSV",
    pages: 3,
  };
  expect(readSearch(all)).toEqual(all);
  expect(
    readSearch({
      nom: "  ",
      role: "KING",
      classe: "TMELEC1",
      etat: 3,
      provenance: "LUNE",
      pages: "beaucoup",
    }),
  ).toEqual({});
  expect(readSearch({ nom: 12, pages: 1 })).toEqual({ nom: "12" });
  expect(readSearch({ pages: 100_000 })).toEqual({ pages: 40 });
});

test("the number of open pages is no filter, and each page asks for the same people", () => {
  expect(filtered({ pages: 2 })).toBe(false);
  expect(filtered({ etat: "OPEN" })).toBe(true);
  expect(variablesOf({ nom: "lea", pages: 2 }, "here")).toEqual({
    text: "lea",
    role: null,
    divisionId: null,
    state: null,
    source: null,
    first: 50,
    after: "here",
  });
});
