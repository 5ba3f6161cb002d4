import type { graphql } from "../graphql/graphql";
import type { StateTone } from "../ui/state-pill/StatePill";

type State = ReturnType<typeof graphql.scalar<"ImportState">>;

/** Where an import stands, in a word. */
export const STATES: Record<State, { tone: StateTone; word: string }> = {
  READING: { tone: "waiting", word: "en lecture" },
  READY: { tone: "soon", word: "à appliquer" },
  APPLYING: { tone: "waiting", word: "en cours d’application" },
  APPLIED: { tone: "done", word: "appliqué" },
  UNDONE: { tone: "waiting", word: "annulé" },
  REFUSED: { tone: "late", word: "refusé" },
  INTERRUPTED: { tone: "late", word: "interrompu" },
};

/** How many lines would change something. */
export function changes(counts: {
  created: number;
  updated: number;
  deactivated: number;
  reactivated: number;
}): number {
  return counts.created + counts.updated + counts.deactivated + counts.reactivated;
}
