import { expect, test } from "vitest";
import { leftInBin, stemOf } from "./words";

test("the bin says how long a file can still be taken back", () => {
  expect(leftInBin("2026-11-20T10:00:00Z", "2026-11-20")).toBe("encore 30\u00a0jours");
  expect(leftInBin("2026-10-22T10:00:00Z", "2026-11-20")).toBe("encore 1\u00a0jour");
  expect(leftInBin("2026-10-21T10:00:00Z", "2026-11-20")).toBe("dernier jour");
});

test("the ending of a name is not edited", () => {
  expect(stemOf("Cours 3.1.pdf")).toBe("Cours 3.1");
  expect(stemOf(".pdf")).toBe(".pdf");
});
