import type { ResultOf } from "../../graphql/graphql";
import type { StateTone } from "../../ui/state-pill/StatePill";
import type { CELL } from "./console.gql";

export type DueState = ResultOf<typeof CELL>["state"];

export const TONES: Record<DueState, StateTone> = {
  NOT_DUE: "waiting",
  DUE: "waiting",
  SOON: "soon",
  LATE: "late",
  COMPLETE: "done",
};

/** Most urgent first. */
const URGENCY: Record<DueState, number> = { LATE: 0, SOON: 1, DUE: 2, COMPLETE: 3, NOT_DUE: 4 };

export function urgency(state: DueState): number {
  return URGENCY[state];
}

/** Whether a class is among those to treat: something of it is late, or due soon. */
export function toTreat(periods: readonly { state: DueState }[]): boolean {
  return periods.some((p) => p.state === "LATE" || p.state === "SOON");
}

/** The period a phone shows of a class: the most urgent one, the newest of those finished. */
export function currentOf<P extends { state: DueState }>(periods: readonly P[]): P | undefined {
  let best: P | undefined;
  for (const period of periods) {
    if (
      !best ||
      urgency(period.state) < urgency(best.state) ||
      (period.state === "COMPLETE" && best.state === "COMPLETE")
    ) {
      best = period;
    }
  }
  return best;
}
