import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Saving } from "../../ui/saving/SavingPill";
import { type Edits, NOTHING, waits } from "./edits";

/** One learner's unsaved changes and where they stand, as every part of the page shares them. */
export type Line = {
  edits: Edits;
  saving: Saving;
  /** Folds one more change into what waits. */
  edit: (change: (now: Edits) => Edits) => void;
  flush: () => Promise<void>;
  keepMine: () => void;
  takeTheirs: () => void;
};

const IDLE: Line = {
  edits: NOTHING,
  saving: { state: "idle" },
  edit: () => {},
  flush: async () => {},
  keepMine: () => {},
  takeTheirs: () => {},
};

/** What the page says of all its entries together. */
export type Summary = { saving: boolean; kept: number; conflicts: number; refused: number; ever: boolean };

/**
 * The entries of a tracking table: each learner's draft is kept by one `Keeper`, and read by the grid,
 * the panel, the phone's sheet and the page's header.
 */
export class Sheet {
  private readonly lines = new Map<string, Line>();
  private readonly answers = new Map<string, { id: string; version: number }>();
  private readonly listeners = new Set<() => void>();
  private summary: Summary = { saving: false, kept: 0, conflicts: 0, refused: 0, ever: false };

  subscribe = (listen: () => void) => {
    this.listeners.add(listen);
    return () => {
      this.listeners.delete(listen);
    };
  };

  line = (learner: string): Line => this.lines.get(learner) ?? IDLE;

  publish(learner: string, line: Line | null): void {
    if (line) this.lines.set(learner, line);
    else this.lines.delete(learner);
    this.summary = this.sum();
    for (const listen of this.listeners) listen();
  }

  total = (): Summary => this.summary;

  /** Says which version the service just gave a learner's bilan, ahead of what is rendered. */
  answered(learner: string, bilan: { id: string; version: number } | null): void {
    if (bilan) this.answers.set(learner, bilan);
  }

  /** The newest version known of a learner's bilan. */
  saved(learner: string, rendered: { id: string; version: number } | null | undefined) {
    const answer = this.answers.get(learner);
    if (!rendered) return answer ?? null;
    return answer && answer.id === rendered.id && answer.version > rendered.version ? answer : rendered;
  }

  /** Its bilan went to the bin. */
  forget(learner: string): void {
    this.answers.delete(learner);
  }

  private sum(): Summary {
    const sum: Summary = { saving: false, kept: 0, conflicts: 0, refused: 0, ever: this.summary.ever };
    for (const { saving, edits } of this.lines.values()) {
      if (saving.state === "saving" || (saving.state === "idle" && waits(edits))) sum.saving = true;
      if (saving.state === "kept") sum.kept += 1;
      if (saving.state === "conflict") sum.conflicts += 1;
      if (saving.state === "refused") sum.refused += 1;
      if (saving.state === "saved") sum.ever = true;
    }
    return sum;
  }
}

export const SheetContext = createContext(new Sheet());

/** One learner's entries, followed. */
export function useLine(learner: string): Line {
  const sheet = useContext(SheetContext);
  const read = useCallback(() => sheet.line(learner), [sheet, learner]);
  return useSyncExternalStore(sheet.subscribe, read);
}

/** All the entries of the page, summed up. */
export function useSummary(): Summary {
  const sheet = useContext(SheetContext);
  return useSyncExternalStore(sheet.subscribe, sheet.total);
}
