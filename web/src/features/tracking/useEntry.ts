import { useCallback, useRef, useState } from "react";
import { announce } from "../../app/announce";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { newId } from "../../lib/ids";
import { toast } from "../../ui/toast/toast";
import { type Cell, type Row, shown, waits, withCell } from "./edits";
import { DELETE_BILAN, REOPEN_BILAN, RESTORE_BILAN, VALIDATE_BILAN } from "./mutations.gql";
import type { TrackingSearch } from "./route";
import type { Sheet } from "./sheet";
import { type Competency, nextOwed, type Table } from "./words";

/** The column of the bilan, among those of the competencies. */
export const BILAN = "bilan";
/** The cell that holds the grid's one tab stop. */
export type Active = { learner: string; column: string };
export type Entry = ReturnType<typeof useEntry>;

/** What can be done to the cells and bilans of the table, for the grid, the panel and the phone. */
export function useEntry(options: {
  table: Table;
  rows: readonly Row[];
  items: readonly Competency[];
  sheet: Sheet;
  editable: boolean;
  /** Learner whose bilan is open. */
  open: string | undefined;
  onChange: (next: Partial<TrackingSearch>) => void;
}) {
  const { sheet, editable, open } = options;
  const latest = useRef(options);
  latest.current = options;
  const undone = useRef<{ learner: string; item: string; before: Cell }[][]>([]);
  const [chosen, setActive] = useState<Active | null>(null);
  const [commenting, setCommenting] = useState(0);

  const active = resolve(chosen, options.rows, options.items, open);
  const rowOf = useCallback(
    (learner: string) => latest.current.rows.find((row) => row.learner.id === learner),
    [],
  );
  /** A validated bilan is frozen; R112. */
  const frozen = (row: Row) => !editable || Boolean(row.bilan?.validatedAt);

  const write = useCallback(
    (changes: { learner: string; item: string; change: Partial<Cell> }[]) => {
      const before: { learner: string; item: string; before: Cell }[] = [];
      for (const { learner, item, change } of changes) {
        const row = rowOf(learner);
        if (!row || !latest.current.editable) continue;
        if (row.bilan?.validatedAt) {
          if (changes.length === 1)
            toast(`Le bilan de ${row.learner.displayName} est validé\u00a0: rouvrez-le pour le corriger.`, {
              tone: "late",
            });
          continue;
        }
        const line = sheet.line(learner);
        before.push({ learner, item, before: shown(row, line.edits, item) });
        line.edit((now) => withCell(row, now, item, change));
      }
      if (before.length > 0) undone.current = [...undone.current.slice(-19), before];
    },
    [sheet, rowOf],
  );

  const undo = useCallback(() => {
    const last = undone.current.pop();
    if (!last) return false;
    for (const { learner, item, before } of last) {
      const row = rowOf(learner);
      if (row) sheet.line(learner).edit((now) => withCell(row, now, item, before));
    }
    announce("Annulé.");
    return true;
  }, [sheet, rowOf]);

  const openBilan = useCallback((learner: string) => {
    setActive((now) => ({ learner, column: now?.column ?? BILAN }));
    latest.current.onChange({ bilan: learner });
  }, []);
  const closeBilan = useCallback(() => latest.current.onChange({ bilan: undefined }), []);

  /** Validates once everything typed is saved. Answers what stops it, or null. */
  const validate = useCallback(
    async (row: Row): Promise<string | null> => {
      const learner = row.learner.id;
      await sheet.line(learner).flush();
      if (waits(sheet.line(learner).edits)) {
        const { saving } = sheet.line(learner);
        if (saving.state === "kept")
          return "Pas de réseau pour l’instant\u00a0: le bilan est gardé ici, validez-le à son retour.";
        if (saving.state === "conflict")
          return "Choisissez d’abord entre votre saisie et celle de votre collègue.";
        if (saving.state === "refused") return saving.message;
      }
      const known = sheet.saved(learner, rowOf(learner)?.bilan);
      if (!known) return "Positionnez au moins une compétence avant de valider.";
      const input = { bilanId: known.id, version: known.version, clientMutationId: newId() };
      const result = await client.mutation(VALIDATE_BILAN, { input }).toPromise();
      if (!result.data) return result.error ? sentenceOf(failureOf(result.error)) : null;
      const problem = result.data.validateBilan.errors[0];
      if (problem) return problem.message;
      const { rows, onChange } = latest.current;
      const next = nextOwed(
        rows.filter((one) => one.learner.id !== learner || one === row),
        learner,
      );
      toast(`Bilan de ${row.learner.displayName} validé.`);
      onChange({ bilan: next?.learner.id });
      if (next) setActive((now) => ({ learner: next.learner.id, column: now?.column ?? BILAN }));
      return null;
    },
    [sheet, rowOf],
  );

  const reopen = useCallback(async (row: Row, reason: string): Promise<string | null> => {
    if (!row.bilan) return null;
    const input = { bilanId: row.bilan.id, version: row.bilan.version, reason, clientMutationId: newId() };
    const result = await client.mutation(REOPEN_BILAN, { input }).toPromise();
    if (!result.data) return result.error ? sentenceOf(failureOf(result.error)) : null;
    return result.data.reopenBilan.errors[0]?.message ?? null;
  }, []);

  const remove = useCallback(
    async (row: Row): Promise<string | null> => {
      const learner = row.learner.id;
      await sheet.line(learner).flush();
      const known = sheet.saved(learner, rowOf(learner)?.bilan);
      if (!known) return null;
      const input = { bilanId: known.id, version: known.version };
      const result = await client.mutation(DELETE_BILAN, { input }).toPromise();
      if (!result.data) return result.error ? sentenceOf(failureOf(result.error)) : null;
      const problem = result.data.deleteBilan.errors[0];
      if (problem) return problem.message;
      sheet.forget(learner);
      toast(`Brouillon de ${row.learner.displayName} supprimé.`, {
        undo: () => {
          void client
            .mutation(RESTORE_BILAN, { input: { bilanId: known.id } })
            .toPromise()
            .then((answer) => {
              const refused =
                answer.data?.restoreBilan.errors[0]?.message ??
                (answer.error ? sentenceOf(failureOf(answer.error)) : null);
              if (refused) toast(refused, { tone: "late" });
            });
        },
      });
      return null;
    },
    [sheet, rowOf],
  );

  return {
    active,
    setActive,
    editable,
    frozen,
    open,
    write,
    undo,
    openBilan,
    closeBilan,
    validate,
    reopen,
    remove,
    /** Grows each time the person asks to comment the active cell. */
    commenting,
    comment: useCallback(() => setCommenting((count) => count + 1), []),
  };
}

/** The active cell, or the one that takes its place when its learner or column is no longer shown. */
function resolve(
  chosen: Active | null,
  rows: readonly Row[],
  items: readonly Competency[],
  open: string | undefined,
): Active {
  const has = (learner: string | undefined) => rows.some((row) => row.learner.id === learner);
  const learner = has(chosen?.learner)
    ? chosen?.learner
    : has(open)
      ? open
      : (nextOwed(rows, null) ?? rows[0])?.learner.id;
  const known = chosen && (chosen.column === BILAN || items.some((item) => item.id === chosen.column));
  return { learner: learner ?? "", column: known ? chosen.column : (items[0]?.id ?? BILAN) };
}
