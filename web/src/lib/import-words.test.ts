import { expect, test } from "vitest";
import { changes } from "./import-words";

test("what would change is what is created, updated, deactivated and reactivated (R35)", () => {
  expect(changes({ created: 11, updated: 46, deactivated: 12, reactivated: 1 })).toBe(70);
});
