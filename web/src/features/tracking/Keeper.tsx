import { useContext, useLayoutEffect, useRef } from "react";
import type { ResultOf } from "../../graphql/graphql";
import { type Outcome, useDraft } from "../../lib/drafts";
import { clashes, type Edits, NOTHING, type Row, toInput, waits } from "./edits";
import { SAVE_BILAN } from "./mutations.gql";
import { SheetContext } from "./sheet";

/** Keeps one learner's draft: shows nothing, and shares it with the rest of the page. */
export function Keeper({ row, period }: { row: Row; period: string }) {
  const sheet = useContext(SheetContext);
  const learner = row.learner.id;
  // What waits is based on the version seen when it was typed, not on one that arrived since.
  const seen = useRef<number | null>(null);
  const waiting = useRef(false);
  if (!waiting.current) seen.current = row.bilan?.version ?? null;

  const draft = useDraft<Edits>({
    key: `bilan|${learner}|${period}`,
    object: `bilan|${learner}|${period}`,
    value: NOTHING,
    version: seen.current,
    keepsBoth: true,
    mutation: (edits, base) => ({
      document: SAVE_BILAN,
      variables: { input: toInput(edits, { learnerId: learner, periodId: period, ...base }) },
    }),
    outcome: (data, sent) => {
      const answer: ResultOf<typeof SAVE_BILAN> = data;
      sheet.answered(learner, answer.saveBilan.bilan);
      return outcome(answer, sent);
    },
  });
  const { value, saving, set, flush, keepMine, takeTheirs } = draft;
  waiting.current = waits(value);

  const newest = useRef(value);
  newest.current = value;
  const actions = useRef({ set, flush, keepMine, takeTheirs });
  actions.current = { set, flush, keepMine, takeTheirs };

  useLayoutEffect(() => {
    sheet.publish(learner, {
      edits: value,
      saving,
      edit: (change) => {
        newest.current = change(newest.current);
        actions.current.set(newest.current);
      },
      flush: () => actions.current.flush(),
      keepMine: () => actions.current.keepMine(),
      takeTheirs: () => actions.current.takeTheirs(),
    });
  }, [sheet, learner, value, saving]);
  useLayoutEffect(() => () => sheet.publish(learner, null), [sheet, learner]);
  return null;
}

function outcome(data: ResultOf<typeof SAVE_BILAN>, sent: Edits): Outcome<Edits> {
  const { bilan, current, errors } = data.saveBilan;
  const problem = errors[0];
  if (!problem) return { state: "saved", version: bilan?.version ?? null };
  if (problem.code === "CHANGED_MEANWHILE") {
    if (!current) return { state: "again", version: null };
    if (clashes(sent, current).length === 0) return { state: "again", version: current.version };
    return {
      state: "conflict",
      theirs: NOTHING,
      version: current.version,
      by: current.updatedBy.displayName,
      at: current.updatedAt,
    };
  }
  return { state: "refused", message: problem.message };
}
