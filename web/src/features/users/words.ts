import { ROLE_NAMES, type Role } from "../../app/viewer";
import type { graphql, ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { NBSP } from "../../lib/text";
import type { IconName } from "../../ui/icon/Icon";
import type { StateTone } from "../../ui/state-pill/StatePill";
import type { ACCOUNT, LINE } from "./users.gql";

export type Account = ResultOf<typeof ACCOUNT>;
export type Line = ResultOf<typeof LINE>;
export type State = Account["state"];
export type Source = Account["source"];
type Civility = ReturnType<typeof graphql.scalar<"Civility">>;

/** Where an account stands: in a word, in the list of filters, and by a drawing. */
export const STATES: Record<State, { word: string; filter: string; tone: StateTone; icon: IconName }> = {
  ACTIVE: { word: "actif", filter: "Actif", tone: "done", icon: "check" },
  OPEN: {
    word: "première connexion ouverte",
    filter: "Première connexion ouverte",
    tone: "soon",
    icon: "key-round",
  },
  SHUT: { word: "jamais connecté", filter: "Jamais connecté", tone: "waiting", icon: "circle" },
  CLOSED: { word: "fermé", filter: "Fermé", tone: "draft", icon: "lock" },
};

/** « première connexion ouverte jusqu’au 4 déc. », « fermé »: the state as a line of the list says it. */
export function stateWords({
  state,
  activationOpenUntil: until,
}: Pick<Line, "state" | "activationOpenUntil">) {
  const { word } = STATES[state];
  return state === "OPEN" && until ? `${word} jusqu’au ${dates.short(dates.dayOf(until))}` : word;
}

/** How a person is called, before the name. */
export const CIVILITIES: Record<Civility, string> = { MRS: "Madame", MR: "Monsieur" };

/** Where an account comes from. */
export const SOURCES: Record<Source, string> = {
  SIECLE: "importé de SIECLE",
  STSWEB: "importé de STSWEB",
  COMMAND_LINE: "créé par l’exploitant du service",
  MANUAL: "créé manuellement",
  MANUAL_CSV: "hors SIECLE",
};

/** « Enseignant, DDFTP »: the roles that an account holds. */
export function roleWords(roles: readonly Role[]): string {
  return roles.length > 0 ? roles.map((role) => ROLE_NAMES[role]).join(", ") : "aucun rôle";
}

/** When an account was last used, where there is little room. */
export function seenWords(lastSeenAt: string | null, now: Date = new Date()): string {
  return lastSeenAt ? dates.ago(lastSeenAt, now) : "jamais";
}

/** What is wrong, by field of the input; the empty path is for the whole. */
export type Problems = Record<string, string>;

/** The problems of an answer, the first one of each field. */
export function byField(errors: readonly { path: string | null; message: string }[]): Problems {
  const problems: Problems = {};
  for (const { path, message } of errors) problems[path ?? ""] ??= message;
  return problems;
}

/** What no field of the form shows. */
export function elsewhere(problems: Problems, fields: readonly string[]): string | null {
  const others = Object.entries(problems).filter(([path]) => !fields.includes(path));
  return others.length > 0 ? others.map(([, message]) => message).join(" ") : null;
}

/** « 1 session terminée. »: what ending the sessions of an account did. */
export function endedWords(ended: number): string {
  if (ended === 0) return "Aucune session n’était ouverte.";
  return ended === 1 ? `1${NBSP}session terminée.` : `${ended}${NBSP}sessions terminées.`;
}

type Followed = Account["followedDivisions"][number];

/** « Mathématiques, Physique (groupe 1MELEC1-G1) »: what the files say is taught in a class. */
export function serviceWords(services: Followed["services"]): string {
  return services
    .map(({ subject, groupCode }) => (groupCode ? `${subject} (groupe ${groupCode})` : subject))
    .join(", ");
}

/** « affectée à la main par Nadia Benali le 26 nov. »: how a class was given. */
export function givenWords({ assignedAt, assignedBy }: NonNullable<Followed["assignment"]>): string {
  const by = assignedBy ? ` par ${assignedBy.displayName}` : "";
  return `affectée à la main${by} le ${dates.short(dates.dayOf(assignedAt))}`;
}

/** The classes that may still be given: neither given nor taught whole; those whose code has what was typed. */
export function givable<Division extends { id: string; code: string }>(
  divisions: readonly Division[],
  followed: readonly Followed[],
  typed: string,
): Division[] {
  const whole = new Set(
    followed
      .filter(({ assignment, services }) => assignment || services.some(({ groupCode }) => !groupCode))
      .map(({ division }) => division.id),
  );
  const text = typed.trim().toLowerCase();
  return divisions.filter(({ id, code }) => !whole.has(id) && code.toLowerCase().includes(text));
}
