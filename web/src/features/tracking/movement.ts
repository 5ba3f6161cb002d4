/** A cell of the grid: a learner's line and a column, the last one being the bilan's. */
export type Position = { row: number; column: number };
export type Size = { rows: number; columns: number };

/** Lines that `PageUp` and `PageDown` jump over. */
const PAGE = 10;

/** Keeps a position inside the grid. */
export function clamp({ row, column }: Position, size: Size): Position {
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return { row: within(row, size.rows), column: within(column, size.columns) };
}

/** Where a key moves to from `from`; null when it is not a key that moves. */
export function moved(
  from: Position,
  key: { key: string; ctrlKey: boolean; metaKey: boolean },
  size: Size,
): Position | null {
  const far = key.ctrlKey || key.metaKey;
  const { row, column } = from;
  switch (key.key) {
    case "ArrowUp":
      return clamp({ row: far ? 0 : row - 1, column }, size);
    case "ArrowDown":
      return clamp({ row: far ? size.rows - 1 : row + 1, column }, size);
    case "ArrowLeft":
      return clamp({ row, column: far ? 0 : column - 1 }, size);
    case "ArrowRight":
      return clamp({ row, column: far ? size.columns - 1 : column + 1 }, size);
    case "Home":
      return clamp({ row: far ? 0 : row, column: 0 }, size);
    case "End":
      return clamp({ row: far ? size.rows - 1 : row, column: size.columns - 1 }, size);
    case "PageUp":
      return clamp({ row: row - PAGE, column }, size);
    case "PageDown":
      return clamp({ row: row + PAGE, column }, size);
    default:
      return null;
  }
}

/** What a key typed in a cell asks for. */
export type Gesture =
  | { do: "level"; rank: number; next: "down" | "right" }
  | { do: "clear" }
  | { do: "absent" }
  | { do: "comment" }
  | { do: "bilan" }
  | { do: "keys" }
  | { do: "undo" };

type Key = {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

/**
 * Reads a key typed in a cell. Digits are read by their place on the keyboard too: on a French one they
 * need Shift, so the character alone would not tell « Shift + 3 » from « 3 ».
 */
export function gesture(key: Key, ranks: number): Gesture | null {
  if (key.ctrlKey || key.metaKey) {
    return key.key.toLowerCase() === "z" && !key.shiftKey && !key.altKey ? { do: "undo" } : null;
  }
  if (key.altKey) return null;
  if (key.key === "Delete" || key.key === "Backspace") return { do: "clear" };
  const digit = digitOf(key);
  if (digit === 0) return { do: "absent" };
  if (digit !== null) {
    return digit <= ranks ? { do: "level", rank: digit, next: key.shiftKey ? "right" : "down" } : null;
  }
  switch (key.key.toLowerCase()) {
    case "a":
      return { do: "absent" };
    case "b":
      return { do: "bilan" };
    case "c":
      return { do: "comment" };
    case "?":
      return { do: "keys" };
    default:
      return null;
  }
}

function digitOf({ key, code }: Key): number | null {
  const place = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (place) return Number(place[1]);
  return /^\d$/.test(key) ? Number(key) : null;
}
