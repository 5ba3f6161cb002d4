import { expect, test } from "vitest";
import { clamp, gesture, moved } from "./movement";

const size = { rows: 12, columns: 14 };
const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const move = (row: number, column: number, key: string, ctrlKey = false) =>
  moved({ row, column }, { key, ctrlKey, metaKey: false }, size);

test("arrows move by one cell and stop at the edges", () => {
  expect(move(3, 3, "ArrowDown")).toEqual({ row: 4, column: 3 });
  expect(move(3, 3, "ArrowLeft")).toEqual({ row: 3, column: 2 });
  expect(move(0, 0, "ArrowUp")).toEqual({ row: 0, column: 0 });
  expect(move(11, 13, "ArrowRight")).toEqual({ row: 11, column: 13 });
});

test("Home and End go to the ends of the line, with Ctrl to the ends of the grid", () => {
  expect(move(5, 6, "Home")).toEqual({ row: 5, column: 0 });
  expect(move(5, 6, "End")).toEqual({ row: 5, column: 13 });
  expect(move(5, 6, "Home", true)).toEqual({ row: 0, column: 0 });
  expect(move(5, 6, "End", true)).toEqual({ row: 11, column: 13 });
});

test("PageUp and PageDown jump ten lines without leaving the grid", () => {
  expect(move(0, 2, "PageDown")).toEqual({ row: 10, column: 2 });
  expect(move(5, 2, "PageDown")).toEqual({ row: 11, column: 2 });
  expect(move(5, 2, "PageUp")).toEqual({ row: 0, column: 2 });
});

test("a position is brought back inside when learners leave", () => {
  expect(clamp({ row: 30, column: 2 }, size)).toEqual({ row: 11, column: 2 });
});

test("a digit sets a level and goes down, with Shift it goes right, on any keyboard", () => {
  expect(gesture({ ...plain, key: "3", code: "Digit3" }, 4)).toEqual({ do: "level", rank: 3, next: "down" });
  expect(gesture({ ...plain, key: '"', code: "Digit3" }, 4)).toEqual({ do: "level", rank: 3, next: "down" });
  expect(gesture({ ...plain, key: "3", code: "Digit3", shiftKey: true }, 4)).toEqual({
    do: "level",
    rank: 3,
    next: "right",
  });
  expect(gesture({ ...plain, key: "2", code: "Numpad2" }, 4)).toEqual({ do: "level", rank: 2, next: "down" });
});

test("a digit over the scale does nothing; 0 and A say absent; Suppr clears", () => {
  expect(gesture({ ...plain, key: "7", code: "Digit7" }, 4)).toBeNull();
  expect(gesture({ ...plain, key: "0", code: "Digit0" }, 4)).toEqual({ do: "absent" });
  expect(gesture({ ...plain, key: "a", code: "KeyQ" }, 4)).toEqual({ do: "absent" });
  expect(gesture({ ...plain, key: "Delete", code: "Delete" }, 4)).toEqual({ do: "clear" });
});

test("keys held with Ctrl or Alt belong to the browser, but for Ctrl Z", () => {
  expect(gesture({ ...plain, key: "c", code: "KeyC", ctrlKey: true }, 4)).toBeNull();
  expect(gesture({ ...plain, key: "b", code: "KeyB", altKey: true }, 4)).toBeNull();
  expect(gesture({ ...plain, key: "z", code: "KeyW", ctrlKey: true }, 4)).toEqual({ do: "undo" });
});
