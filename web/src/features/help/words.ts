import type { graphql, ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import type { StateTone } from "../../ui/state-pill/StatePill";
import type { TICKET_LINE } from "./tickets.gql";

export type Entry = ReturnType<typeof graphql.scalar<"HelpEntry">>;
export type Category = ReturnType<typeof graphql.scalar<"TicketCategory">>;
export type Line = ResultOf<typeof TICKET_LINE>;

/** The three doors of the assistance; R161. */
export const ENTRIES: Record<Entry, { title: string; about: string }> = {
  ACCOUNT: { title: "Compte", about: "Se connecter, son mot de passe, les comptes de l’établissement." },
  SUBSCRIPTION: { title: "Abonnement", about: "Les diplômes suivis, et jusqu’à quand." },
  USE: { title: "Utilisation", about: "Imports, calendrier, suivi, bilans." },
};

/** What a request is about; R163. */
export const CATEGORIES: Record<Category, string> = {
  ACCOUNT: "Compte",
  SUBSCRIPTION: "Abonnement",
  USE: "Utilisation",
  PROBLEM: "Problème",
};

/** Where a request stands, in words; R165. */
export function standingWords({ standing, dueAt, desk }: Pick<Line, "standing" | "dueAt" | "desk">): {
  tone: StateTone;
  text: string;
} {
  const due = `${dates.long(dates.dayOf(dueAt))} à ${dates.time(dueAt)}`;
  switch (standing) {
    case "CLOSED":
      return { tone: "waiting", text: "résolu" };
    case "ANSWERED":
      return { tone: "done", text: "répondu" };
    case "LATE":
      return { tone: "late", text: `en retard, attendu le ${due}` };
    case "TO_ANSWER":
      return {
        tone: "soon",
        text: `à répondre avant le ${due}${desk === "SUPPORT" ? ", par courrier" : ""}`,
      };
  }
}

/** A step of an address that is an identifier, a code or a secret, as the service tells it. */
const NAMES_A_RECORD = /^[a-z]{3}_[0-9a-f]{32}$|[0-9%]/;

/** The page without what names a record: what goes with a request unless its author joins the rest; R167. */
export function pageAlone(address: string): string {
  const path = address.split(/[?#]/)[0] ?? "";
  return path
    .split("/")
    .map((step) => (NAMES_A_RECORD.test(step) ? "…" : step))
    .join("/");
}

/** What the pages of requests say, to « tu » for learners, to « vous » for everyone else. */
export function wordsFor(tu: boolean) {
  return tu
    ? {
        lead: "Cherche une réponse, ou pose ta question.",
        message: "Dis ce que tu voulais faire et ce qui s’est passé.",
        school: "Ton établissement te répond ici.",
        support: "L’assistance d’Établi te répond par courrier électronique.",
        share: "L’assistance peut me répondre à mon adresse",
        sent: "Demande envoyée.",
        none: "Tu n’as encore rien demandé.",
        late: "La réponse est arrivée par courrier\u00a0? Marque la demande comme résolue.",
        reply: "Ta réponse",
      }
    : {
        lead: "Cherchez une réponse, ou posez votre question.",
        message: "Dites ce que vous vouliez faire et ce qui s’est passé.",
        school: "L’administrateur de votre établissement vous répond ici.",
        support: "L’assistance d’Établi vous répond par courrier électronique.",
        share: "L’assistance peut me répondre à mon adresse",
        sent: "Demande envoyée.",
        none: "Vous n’avez encore rien demandé.",
        late: "La réponse est arrivée par courrier\u00a0? Marquez la demande comme résolue.",
        reply: "Votre réponse",
      };
}

export type Words = ReturnType<typeof wordsFor>;
