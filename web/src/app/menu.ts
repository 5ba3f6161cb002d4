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
}[] = [
  {
    module: "CONSOLE",
    label: "Console",
    short: "Console",
    icon: "layout-dashboard",
    path: paths.console(),
  },
  {
    module: "TRACKING",
    label: "Tableaux de suivi",
    short: "Suivi",
    icon: "grid-3x3",
    path: paths.tracking(),
  },
  {
    module: "CALENDAR",
    label: "Calendrier officiel",
    short: "Calendrier",
    icon: "calendar-days",
    path: paths.calendar(),
  },
  {
    module: "IMPORTS",
    label: "Imports",
    short: "Imports",
    icon: "upload",
    path: paths.imports(),
  },
  {
    module: "USERS",
    label: "Utilisateurs",
    short: "Comptes",
    icon: "users",
    path: paths.users(),
  },
  {
    module: "SETTINGS",
    label: "Paramètres",
    short: "Réglages",
    icon: "school",
    path: paths.settings(),
  },
  {
    module: "LOGS",
    label: "Journal des accès",
    short: "Journal",
    icon: "history",
    path: paths.logs(),
  },
  {
    module: "JOBS",
    label: "Tâches en échec",
    short: "Tâches",
    icon: "refresh-cw",
    path: paths.jobs(),
  },
  {
    module: "MY_BILANS",
    label: "Mes bilans",
    short: "Mes bilans",
    icon: "book-open",
    path: paths.myBilans(),
  },
  {
    module: "STORAGE",
    label: "Stockage",
    short: "Stockage",
    icon: "save",
    path: paths.storage(),
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
