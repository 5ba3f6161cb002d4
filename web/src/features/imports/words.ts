import type { ResultOf } from "../../graphql/graphql";
import { plural } from "../../lib/text";
import type { IconName } from "../../ui/icon/Icon";
import type { COUNTS, LINE, RUN } from "./imports.gql";

export type Run = ResultOf<typeof RUN>;
export type Counts = ResultOf<typeof COUNTS>;
export type Line = ResultOf<typeof LINE>;
export type Outcome = Line["outcome"];
export type Subject = Line["subject"];
type FileKind = NonNullable<Run["files"][number]["kind"]>;

export const OUTCOMES: Record<Outcome, { word: string; count: (n: number) => string; icon: IconName }> = {
  UNDECIDED: {
    word: "à décider",
    count: () => "à décider",
    icon: "circle-question-mark",
  },
  REFUSED: { word: "refusé", count: (n) => (n > 1 ? "refusés" : "refusé"), icon: "x" },
  DEACTIVATED: { word: "désactivé", count: (n) => (n > 1 ? "désactivés" : "désactivé"), icon: "minus" },
  REACTIVATED: { word: "réactivé", count: (n) => (n > 1 ? "réactivés" : "réactivé"), icon: "undo-2" },
  CREATED: { word: "créé", count: (n) => (n > 1 ? "créés" : "créé"), icon: "plus" },
  UPDATED: { word: "mis à jour", count: () => "mis à jour", icon: "pencil" },
  UNCHANGED: { word: "inchangé", count: (n) => (n > 1 ? "inchangés" : "inchangé"), icon: "check" },
};

export const SUBJECTS: Record<Subject, { one: string; several: string; title: string }> = {
  LEARNER: { one: "élève", several: "élèves", title: "Élèves" },
  STAFF: { one: "enseignant", several: "enseignants", title: "Enseignants" },
  GUARDIAN: { one: "responsable", several: "responsables", title: "Responsables" },
  DIVISION: { one: "division", several: "divisions", title: "Divisions" },
  GROUP: { one: "groupe", several: "groupes", title: "Groupes" },
  SERVICE: { one: "service", several: "services", title: "Services" },
  MEF: { one: "MEF", several: "MEF", title: "Formations" },
};

export const KINDS: Record<FileKind, string> = {
  STAFF_STRUCTURE: "Enseignants et divisions",
  LEARNERS: "Élèves",
  GUARDIANS: "Responsables",
  OUTSIDE_SIECLE: "Apprenants hors SIECLE",
};

/** How many lines have an outcome. */
export function countOf(counts: Counts, outcome: Outcome): number {
  const key = outcome.toLowerCase() as Lowercase<Outcome>;
  return counts[key];
}

/** « 9 élèves, 2 enseignants »: what a count is made of. */
export function madeOf(bySubject: readonly { subject: Subject; counts: Counts }[], outcome: Outcome): string {
  return bySubject
    .map(({ subject, counts }) => ({ ...SUBJECTS[subject], n: countOf(counts, outcome) }))
    .filter(({ n }) => n > 0)
    .map(({ n, one, several }) => plural(n, one, several))
    .join(", ");
}

/** How much of a file is read, in percent. */
export function readShare(file: { readBytes: number; totalBytes: number }): number {
  return file.totalBytes > 0 ? Math.min(100, Math.floor((file.readBytes / file.totalBytes) * 100)) : 0;
}
