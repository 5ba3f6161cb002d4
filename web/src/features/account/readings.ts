import type { Role } from "../../app/viewer";

/** « Un enseignant a ouvert le tableau de suivi de la classe ». */
export function readingWords(role: Role | null, what: string): string {
  return `${role ? READERS[role] : "Quelqu’un"} a ${what}`;
}

const READERS: Record<Role, string> = {
  ADMIN: "L’administrateur",
  HEAD: "Un chef d’établissement",
  DDFTP: "Un DDFTP",
  TEACHER: "Un enseignant",
  TUTOR: "Un tuteur",
  LEARNER: "Un apprenant",
  INSPECTOR: "Un inspecteur",
};
