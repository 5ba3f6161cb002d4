import { toCsv } from "../../lib/csv";

/** A column of the lists of learners outside SIECLE, as the service reads it; R37. */
type Column = { title: string; help: string; example: string; needed: boolean };

export const COLUMNS: readonly Column[] = [
  { title: "nom", help: "100 lettres au plus.", example: "LEFÈVRE", needed: true },
  { title: "prénom", help: "100 lettres au plus.", example: "Camille", needed: true },
  { title: "date de naissance", help: "JJ/MM/AAAA ou AAAA-MM-JJ.", example: "14/03/2004", needed: true },
  { title: "sexe", help: "F ou M.", example: "F", needed: false },
  {
    title: "division",
    help: "Le code d’une division de l’année\u00a0; la case peut rester vide.",
    example: "1CAP1",
    needed: true,
  },
  { title: "statut", help: "apprenti, adulte ou élève.", example: "apprenti", needed: true },
  {
    title: "formation",
    help: "Un code MEF, ou une formation de l’établissement telle qu’Établi l’écrit.",
    example: "CAP Électricien",
    needed: true,
  },
  { title: "niveau", help: "2NDE, 1RE, CAP1… Inutile avec un code MEF.", example: "CAP1", needed: false },
  { title: "adresse électronique", help: "Celle de l’apprenant.", example: "", needed: false },
  {
    title: "INE",
    help: "Il évite les doublons si SIECLE apporte un jour la même personne.",
    example: "",
    needed: false,
  },
  { title: "début", help: "Premier jour dans l’établissement.", example: "", needed: false },
  {
    title: "fin",
    help: "Dernier jour. Une fois passé, l’import ferme le compte\u00a0; le dossier reste.",
    example: "",
    needed: false,
  },
];

/** The list to fill in: the header and one line. */
export function model(): string {
  return toCsv([COLUMNS.map(({ title }) => title), COLUMNS.map(({ example }) => example)]);
}
