import type { ResultOf } from "../../graphql/graphql";
import { dayOf, daysBetween, today } from "../../lib/dates";
import { plural } from "../../lib/text";
import type { LINE, SPACE } from "./storage.gql";

export type Space = ResultOf<typeof SPACE>;
export type Line = ResultOf<typeof LINE>;

/** Largest file, in bytes; R164. */
export const MOST = 6 * 2 ** 20;

/** Days that a file waits in the bin; R186. */
const BIN_DAYS = 30;

/** What the page says, to « tu » for learners, to « vous » for everyone else. */
export function wordsFor(tu: boolean) {
  return tu
    ? {
        lead: "Garde ici tes documents, et retrouve ceux que tes professeurs partagent avec ta classe.",
        drop: "Glisse tes fichiers ici",
        personal: "Toi seul vois ces fichiers.",
        division: "Tes professeurs y déposent des fichiers pour la classe.",
        empty: "Aucun fichier pour l’instant.",
        emptyHelp: "Glisse un fichier au-dessus, ou choisis-le.",
        emptyRead: "Tes professeurs n’ont encore rien déposé ici.",
        who: "un professeur",
      }
    : {
        lead: "Vos documents, et ceux que vous partagez avec une classe ou avec l’équipe.",
        drop: "Glissez les fichiers ici",
        personal: "Vous seul voyez ces fichiers.",
        division: "Les enseignants de la classe y déposent des fichiers, ses apprenants les lisent.",
        empty: "Aucun fichier pour l’instant.",
        emptyHelp: "Glissez un fichier au-dessus, ou choisissez-le.",
        emptyRead: "Rien n’a encore été déposé ici.",
        who: "un membre de l’équipe",
      };
}

export type Words = ReturnType<typeof wordsFor>;

/** The name of a space. */
export function nameOf(space: Space): string {
  if (space.kind === "PERSONAL") return "Personnel";
  if (space.kind === "TEAM") return "Équipe";
  return space.division?.code ?? "Classe";
}

/** What the files of a space are. */
export function filesOf(space: Space): string {
  if (space.kind === "PERSONAL") return "Fichiers personnels";
  return space.kind === "TEAM" ? "Fichiers de l’équipe" : `Fichiers de ${nameOf(space)}`;
}

/** Who shares a space, in a sentence. */
export function aboutOf(space: Space, words: Words): string {
  if (space.kind === "PERSONAL") return words.personal;
  if (space.kind === "TEAM") return "Les enseignants et le DDFTP y écrivent, le chef d’établissement lit.";
  return words.division;
}

/** How long a file of the bin can still be taken back. */
export function leftInBin(deletedAt: string, now: string = today()): string {
  const left = BIN_DAYS - daysBetween(dayOf(deletedAt), now);
  return left < 1 ? "dernier jour" : `encore ${plural(left, "jour", "jours")}`;
}

/** A name without the ending that tells the kind, which stays. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}
