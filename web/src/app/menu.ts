import type { IconName } from "../ui/icon/Icon";
import { paths } from "./paths";
import type { Module } from "./viewer";

/** The modules in the order of the menu; the service says which ones the viewer has. */
export const MENU: readonly {
  module: Module;
  label: string;
  short: string;
  icon: IconName;
  path: string;
  about: string;
}[] = [
  {
    module: "CONSOLE",
    label: "Console",
    short: "Console",
    icon: "layout-dashboard",
    path: paths.console(),
    about: "Où en est l’établissement, et ce qui vous attend.",
  },
  {
    module: "TRACKING",
    label: "Tableaux de suivi",
    short: "Suivi",
    icon: "grid-3x3",
    path: paths.tracking(),
    about: "Les niveaux et les bilans des apprenants, classe par classe.",
  },
  {
    module: "CALENDAR",
    label: "Calendrier officiel",
    short: "Calendrier",
    icon: "calendar-days",
    path: paths.calendar(),
    about: "Les semestres et trimestres, les périodes LSL, les dates limites.",
  },
  {
    module: "IMPORTS",
    label: "Imports",
    short: "Imports",
    icon: "upload",
    path: paths.imports(),
    about: "Les fichiers de SIECLE et de STSWEB, et ce qu’ils changent.",
  },
  {
    module: "USERS",
    label: "Utilisateurs",
    short: "Comptes",
    icon: "users",
    path: paths.users(),
    about: "Qui peut se connecter, avec quel rôle, et qui ne l’a encore jamais fait.",
  },
  {
    module: "SETTINGS",
    label: "Paramètres",
    short: "Réglages",
    icon: "school",
    path: paths.settings(),
    about: "Le nom de l’établissement, la sécurité, les transferts, les accès d’inspection.",
  },
  {
    module: "LOGS",
    label: "Journal des accès",
    short: "Journal",
    icon: "history",
    path: paths.logs(),
    about: "Qui a fait quoi, et qui a lu quel dossier.",
  },
  {
    module: "JOBS",
    label: "Tâches en échec",
    short: "Tâches",
    icon: "refresh-cw",
    path: paths.jobs(),
    about: "Les lettres et les travaux du service qui n’ont pas abouti.",
  },
  {
    module: "MY_BILANS",
    label: "Mes bilans",
    short: "Mes bilans",
    icon: "book-open",
    path: paths.myBilans(),
    about: "Tes bilans validés par tes professeurs.",
  },
  {
    module: "STORAGE",
    label: "Stockage",
    short: "Stockage",
    icon: "save",
    path: paths.storage(),
    about: "Les fichiers à garder pour soi, et ceux qui se partagent.",
  },
];

/** Whether an address the service gave is of a module that the viewer has. */
export function opens(modules: readonly Module[], path: string): boolean {
  return MENU.some(
    (entry) => modules.includes(entry.module) && path.split(/[?#]/)[0]?.startsWith(entry.path),
  );
}

/** Whether the way that an awaiting thing names is for the viewer: they may settle it, or it is only to be looked at. */
export function offered(
  modules: readonly Module[],
  item: { kind: string; path: string; viewerCan: readonly unknown[] },
): boolean {
  return opens(modules, item.path) && (item.viewerCan.length > 0 || item.kind === "REFUSED_IMPORT_LINES");
}
