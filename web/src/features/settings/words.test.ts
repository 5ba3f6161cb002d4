import { expect, test } from "vitest";
import { minutesOffered } from "./words";

test("a role is offered the lengths within its bounds, and the one that holds", () => {
  expect(minutesOffered({ shortest: 10, longest: 60 }, 30)).toEqual([10, 15, 20, 30, 45, 60]);
  expect(minutesOffered({ shortest: 10, longest: 240 }, 240).at(-1)).toBe(240);
  expect(minutesOffered({ shortest: 10, longest: 60 }, 50)).toEqual([10, 15, 20, 30, 45, 50, 60]);
});
