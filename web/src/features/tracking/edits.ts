import type { ResultOf, VariablesOf } from "../../graphql/graphql";
import type { SAVE_BILAN } from "./mutations.gql";
import type { ROW } from "./tracking.gql";

export type Row = ResultOf<typeof ROW>;
type Known = Row["levels"][number];
type Input = VariablesOf<typeof SAVE_BILAN>["input"];
type Current = NonNullable<NonNullable<ResultOf<typeof SAVE_BILAN>["saveBilan"]>["current"]>;

/** What stands in one cell. */
export type Cell = { rank: number | null; absent: boolean; comment: string };
/** What the person changed in one cell (its level, its comment), and what was there when they did. */
export type CellEdit = { now: Cell; base: Cell; level: boolean; comment: boolean };

/** What was typed for one learner's bilan and is not saved yet, each part with what it replaces. */
export type Edits = {
  levels: Readonly<Record<string, CellEdit>>;
  synthesis?: { now: string; base: string };
  referenceDate?: { now: string; base: string };
};

/** Nothing waits. */
export const NOTHING: Edits = { levels: {} };
const EMPTY: Cell = { rank: null, absent: false, comment: "" };

/** Whether something waits to be saved. */
export function waits(edits: Edits): boolean {
  return (
    Object.keys(edits.levels).length > 0 || edits.synthesis !== undefined || edits.referenceDate !== undefined
  );
}

function cellOf(level: Omit<Known, "proposed" | "itemId"> | undefined): Cell {
  return level ? { rank: level.rank, absent: level.absent, comment: level.comment ?? "" } : EMPTY;
}

function known(levels: readonly Known[], item: string): Cell {
  return cellOf(levels.find((level) => level.itemId === item));
}

/** What a cell shows: the person's own unsaved change first. */
export function shown(row: Row, edits: Edits, item: string): Cell {
  return edits.levels[item]?.now ?? known(row.levels, item);
}

/** Whether a cell shows a level proposed that nobody decided yet. */
export function isProposal(level: Row["levels"][number]): boolean {
  return level.proposed !== null && level.rank === null && !level.absent;
}

/** The level proposed for a competency; R111. */
export function proposed(row: Row, item: string): number | null {
  return row.levels.find((level) => level.itemId === item)?.proposed ?? null;
}

/** Folds one more change of a cell into what waits: a level takes absence back, absence takes the level back. */
export function withCell(row: Row, edits: Edits, item: string, change: Partial<Cell>): Edits {
  const before = edits.levels[item];
  const now = { ...shown(row, edits, item), ...change };
  if (change.rank !== undefined && change.rank !== null) now.absent = false;
  if (change.absent) now.rank = null;
  const base = before?.base ?? known(row.levels, item);
  const level = before?.level || change.rank !== undefined || change.absent !== undefined;
  const comment = before?.comment || change.comment !== undefined;
  return { ...edits, levels: { ...edits.levels, [item]: { now, base, level, comment } } };
}

/** Folds a change of the text or of the date into what waits. */
export function withText(row: Row, edits: Edits, field: "synthesis" | "referenceDate", now: string): Edits {
  const base = edits[field]?.base ?? row.bilan?.[field] ?? "";
  return { ...edits, [field]: { now, base } };
}

/** Everything that waits for one learner, as one request: only what changed in each cell is sent. */
export function toInput(
  edits: Edits,
  target: Pick<Input, "learnerId" | "periodId" | "version" | "clientMutationId" | "settle">,
): Input {
  const levels = Object.entries(edits.levels).map(([itemId, { now, level, comment }]) => ({
    itemId,
    ...(level ? { rank: now.rank, absent: now.absent } : {}),
    ...(comment ? { comment: now.comment || null } : {}),
  }));
  return {
    ...target,
    ...(levels.length > 0 ? { levels } : {}),
    ...(edits.synthesis ? { synthesis: edits.synthesis.now } : {}),
    ...(edits.referenceDate?.now ? { referenceDate: edits.referenceDate.now } : {}),
  };
}

const same = (a: Cell, b: Cell) => a.rank === b.rank && a.absent === b.absent && a.comment === b.comment;

/** One thing changed here and by someone else meanwhile: a competency's cell, or a field of the bilan. */
export type Clash =
  | { what: "level"; item: string; theirs: Cell }
  | { what: "synthesis" | "referenceDate"; theirs: string };

/**
 * What someone else changed among the very things that were changed here. When they changed others, or
 * said the same, both changes stand together and nobody has to choose.
 */
export function clashes(
  edits: Edits,
  current: Pick<Current, "synthesis" | "referenceDate" | "levels">,
): Clash[] {
  const text = (what: "synthesis" | "referenceDate"): Clash[] => {
    const edit = edits[what];
    const theirs = current[what];
    // A bilan that did not exist had no date to lose.
    if (!edit || (what === "referenceDate" && edit.base === "")) return [];
    return theirs !== edit.base && theirs !== edit.now ? [{ what, theirs }] : [];
  };
  const levels = Object.entries(edits.levels).flatMap(([item, { now, base }]): Clash[] => {
    const theirs = known(current.levels, item);
    return same(theirs, base) || same(theirs, now) ? [] : [{ what: "level", item, theirs }];
  });
  return [...text("synthesis"), ...text("referenceDate"), ...levels];
}

/** How many of these competencies have a level, in the cells as shown. */
export function positioned(row: Row, edits: Edits, items: readonly { id: string }[]): number {
  return items.filter((item) => shown(row, edits, item.id).rank !== null).length;
}
