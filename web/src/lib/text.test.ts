import { expect, test } from "vitest";
import { capital, compare, plural } from "./text";

test("zero and one are singular in French", () => {
  expect(plural(0, "bilan", "bilans")).toBe("0\u00a0bilan");
  expect(plural(1, "bilan", "bilans")).toBe("1\u00a0bilan");
  expect(plural(2, "bilan", "bilans")).toBe("2\u00a0bilans");
});

test("classes are ordered by their numbers, accents aside", () => {
  expect(["2TNE10", "2TNE2", "élec", "Eleb"].sort(compare)).toEqual(["2TNE2", "2TNE10", "Eleb", "élec"]);
  expect(capital("école")).toBe("École");
});
