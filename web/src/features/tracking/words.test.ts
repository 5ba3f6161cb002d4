import { expect, test } from "vitest";
import type { Row } from "./edits";
import { bilanWord, groups, nextOwed, progress, type Scale, upperShare } from "./words";

const scale = {
  label: "Échelle",
  notAssessed: "non évaluée",
  levels: [1, 2, 3, 4].map((rank) => ({ rank, code: String(rank), label: `niveau ${rank}` })),
} as Scale;

const row = (id: string, state: Row["state"], mine = true, leavesOn: string | null = null) =>
  ({ id, learner: { id }, state, mine, leavesOn, bilan: null }) as Row;

test("not assessed and absent never count in a summary (R96)", () => {
  expect(upperShare([3, 4, null, 1, null], scale)).toBe(67);
  expect(upperShare([null, null], scale)).toBeNull();
});

test("the next bilan left goes around the table, one's own first", () => {
  const rows = [row("a", "DUE"), row("b", "DONE"), row("c", "DUE", false), row("d", "LATE")];
  expect(nextOwed(rows, "b")?.id).toBe("d");
  expect(nextOwed(rows, "d")?.id).toBe("a");
  expect(nextOwed([row("a", "DONE")], "a")).toBeNull();
  expect(nextOwed(rows, null)?.id).toBe("a");
});

test("a learner about to leave is due before leaving (R110)", () => {
  expect(bilanWord(row("a", "DUE", true, "2026-11-27"), "2026-11-22")).toEqual({
    tone: "soon",
    text: "avant le 27\u00a0nov.",
  });
});

test("competencies stand under the label of their group", () => {
  const items = ["A", "A", "B", "A"].map((group, n) => ({ id: String(n), code: "", label: "", group }));
  expect(groups(items as never).map((g) => [g.label, g.items.length])).toEqual([
    ["A", 2],
    ["B", 1],
    ["A", 1],
  ]);
});

test("what is done and what is left are said in a sentence", () => {
  expect(progress({ done: 14, expected: 24, mine: 10 })).toBe(
    "14\u00a0bilans faits sur 24, il vous en reste 10.",
  );
  expect(progress({ done: 24, expected: 24, mine: 0 })).toBe("Les 24 bilans sont faits.");
  expect(progress({ done: 0, expected: 0, mine: 0 })).toBe("Aucun bilan n’est attendu pour l’instant.");
});
