import { expect, test } from "vitest";
import { readSearch } from "./search";

test("an address names a space, its bin, and how far its list is open", () => {
  const division = `div_${"0a".repeat(16)}`;
  expect(readSearch({ espace: division, vue: "corbeille", pages: 3 })).toEqual({
    espace: division,
    vue: "corbeille",
    pages: 3,
  });
  expect(readSearch({ espace: "../etc", vue: "x", pages: 0, other: 1 })).toEqual({});
  expect(readSearch({ pages: 1_000 })).toEqual({ pages: 40 });
});
