import { expect, test } from "vitest";
import { clashes, type Edits, NOTHING, type Row, shown, toInput, waits, withCell, withText } from "./edits";

const row: Row = {
  id: "row",
  mine: true,
  state: "DRAFT",
  leavesOn: null,
  learner: {
    id: "lea_1",
    firstName: "Inès",
    lastName: "Lambert",
    displayName: "Inès Lambert",
    status: "PUPIL",
  },
  levels: [
    { itemId: "c1", rank: 2, absent: false, proposed: 3, comment: null },
    { itemId: "c2", rank: null, absent: true, proposed: null, comment: "Malade." },
  ],
  bilan: null,
} as Row;
const target = { learnerId: "lea_1", periodId: "per_1", version: 4, clientMutationId: "uuid" };
const current = { synthesis: "", referenceDate: "2026-11-22", levels: row.levels };

test("several cells of one learner leave as one request, with only what changed", () => {
  let edits = withCell(row, NOTHING, "c1", { rank: 3 });
  edits = withCell(row, edits, "c1", { rank: 4 });
  edits = withCell(row, edits, "c3", { rank: 1 });
  edits = withCell(row, edits, "c2", { comment: "Malade deux semaines." });
  expect(toInput(edits, target)).toEqual({
    ...target,
    levels: [
      { itemId: "c1", rank: 4, absent: false },
      { itemId: "c3", rank: 1, absent: false },
      { itemId: "c2", comment: "Malade deux semaines." },
    ],
  });
});

test("a level takes absence back, and absence takes the level back (R95)", () => {
  expect(shown(row, withCell(row, NOTHING, "c2", { rank: 2 }), "c2")).toMatchObject({
    rank: 2,
    absent: false,
  });
  expect(shown(row, withCell(row, NOTHING, "c1", { absent: true }), "c1")).toMatchObject({
    rank: null,
    absent: true,
  });
});

test("the text and the date leave with the cells", () => {
  const edits = withText(row, withText(row, NOTHING, "synthesis", "Bien."), "referenceDate", "2026-11-20");
  expect(toInput(edits, target)).toEqual({ ...target, synthesis: "Bien.", referenceDate: "2026-11-20" });
  expect(waits(edits)).toBe(true);
  expect(waits(NOTHING)).toBe(false);
});

test("two teachers on different cells of one learner do not have to choose (R99)", () => {
  const edits = withCell(row, NOTHING, "c1", { rank: 3 });
  const theirs = { ...current, synthesis: "Ajouté.", levels: [...row.levels, level("c3", 4)] };
  expect(clashes(edits, theirs)).toEqual([]);
});

test("two teachers who say the same thing do not have to choose", () => {
  const edits = withCell(row, NOTHING, "c1", { rank: 3 });
  expect(clashes(edits, { ...current, levels: [level("c1", 3)] })).toEqual([]);
});

test("two teachers on one cell have to choose", () => {
  const edits = withCell(row, NOTHING, "c1", { rank: 3 });
  expect(clashes(edits, { ...current, levels: [level("c1", 4)] })).toEqual([
    { what: "level", item: "c1", theirs: { rank: 4, absent: false, comment: "" } },
  ]);
});

test("two teachers on the text have to choose", () => {
  const edits: Edits = withText(row, NOTHING, "synthesis", "Le mien.");
  expect(clashes(edits, { ...current, synthesis: "Le sien." })).toEqual([
    { what: "synthesis", theirs: "Le sien." },
  ]);
});

function level(itemId: string, rank: number): Row["levels"][number] {
  return { itemId, rank, absent: false, proposed: null, comment: null };
}
