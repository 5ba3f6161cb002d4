import { expect, test } from "vitest";
import { capital, compare, plural, shortName, size, tooLarge } from "./text";

test("zero and one are singular in French", () => {
  expect(plural(0, "bilan", "bilans")).toBe("0\u00a0bilan");
  expect(plural(1, "bilan", "bilans")).toBe("1\u00a0bilan");
  expect(plural(2, "bilan", "bilans")).toBe("2\u00a0bilans");
});

test("classes are ordered by their numbers, accents aside", () => {
  expect(["2TNE10", "2TNE2", "élec", "Eleb"].sort(compare)).toEqual(["2TNE2", "2TNE10", "Eleb", "élec"]);
  expect(capital("école")).toBe("École");
});

test("a school's name is short where there is little room", () => {
  expect(shortName("Lycée professionnel des Deux-Rivières")).toBe("LP des Deux-Rivières");
  expect(shortName("LP Odile-Vasseur")).toBe("LP Odile-Vasseur");
});

test("a size is that of a file manager", () => {
  expect(size(0)).toBe("0\u00a0ko");
  expect(size(200)).toBe("1\u00a0ko");
  expect(size(1_240_000)).toBe("1,2\u00a0Mo");
  expect(size(6 * 2 ** 20)).toBe("6\u00a0Mo");
  expect(size(20 * 2 ** 30)).toBe("20\u00a0Go");
});

test("a file that is too large by a little is not said to be as large as what is taken", () => {
  const most = 6 * 2 ** 20;
  expect(tooLarge(most + 1, most)).toBe("Ce fichier fait un peu plus de 6\u00a0Mo\u00a0: 6\u00a0Mo au plus.");
  expect(tooLarge(most * 2, most)).toBe("Ce fichier fait 12\u00a0Mo\u00a0: 6\u00a0Mo au plus.");
});
