import { expect, test } from "vitest";
import { drawn } from "./qr";

test("each run of dark squares is one rectangle, four squares away from the edges", () => {
  expect(drawn(["110", "001", "101"])).toEqual({
    size: 11,
    path: "M4 4h2v1h-2zM6 5h1v1h-1zM4 6h1v1h-1zM6 6h1v1h-1z",
  });
});
