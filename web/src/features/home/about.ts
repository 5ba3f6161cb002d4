import type { Module } from "../../app/viewer";

/** What each module is for, on the home page. */
export const ABOUT: Readonly<Record<Module, string>> = {
  CONSOLE: "Où en est l’établissement, et ce qui vous attend.",
  TRACKING: "Les niveaux et les bilans des apprenants, classe par classe.",
  CALENDAR: "Les semestres et trimestres, les périodes LSL, les dates limites.",
  IMPORTS: "Les fichiers de SIECLE et de STSWEB, et ce qu’ils changent.",
  USERS: "Qui peut se connecter, avec quel rôle, et qui ne l’a encore jamais fait.",
  SETTINGS: "Le nom de l’établissement, la sécurité, les transferts, les accès d’inspection.",
  LOGS: "Qui a fait quoi, et qui a lu quel dossier.",
  JOBS: "Les lettres et les travaux du service qui n’ont pas abouti.",
  MY_BILANS: "Tes bilans validés par tes professeurs.",
  STORAGE: "Les fichiers à garder pour soi, et ceux qui se partagent.",
};
