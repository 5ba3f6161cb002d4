import { ROLE_NAMES, type Role } from "../../app/viewer";
import type { VariablesOf } from "../../graphql/graphql";
import type { USERS } from "./users.gql";
import type { Source, State } from "./words";

/** Accounts asked for at a time. */
export const PAGE = 50;

/** Most pages that an address may ask for at once. */
const MOST_PAGES = 40;

// Every page reads addresses: the words that go with these load with the list.

/** Where accounts come from. */
const SOURCE: readonly unknown[] = [
  "SIECLE",
  "STSWEB",
  "COMMAND_LINE",
  "MANUAL",
  "MANUAL_CSV",
] satisfies Source[];

/** Where accounts stand. */
const STATE: readonly unknown[] = ["ACTIVE", "OPEN", "SHUT", "CLOSED"] satisfies State[];

/** Which accounts are listed. */
export type UsersSearch = {
  /** What was typed of the name. */
  nom?: string | undefined;
  role?: Role | undefined;
  /** Division. */
  classe?: string | undefined;
  etat?: State | undefined;
  /** Where the account comes from. */
  provenance?: Source | undefined;
  /** How many pages of the list are open, when there are several. */
  pages?: number | undefined;
};

/** Reads the filters from the address; what is none of them is no filter. */
export function readSearch(search: Record<string, unknown>): UsersSearch {
  const { role, classe, etat, provenance, pages } = search;
  // The router reads « nom=12 » as a number.
  const nom = String(search.nom ?? "").trim();
  return {
    ...(nom ? { nom } : {}),
    ...(typeof role === "string" && role in ROLE_NAMES ? { role: role as Role } : {}),
    ...(typeof classe === "string" && /^[a-z]+_[0-9a-f]{32}$/.test(classe) ? { classe } : {}),
    ...(STATE.includes(etat) ? { etat: etat as State } : {}),
    ...(SOURCE.includes(provenance) ? { provenance: provenance as Source } : {}),
    ...(Number.isInteger(pages) && Number(pages) > 1 ? { pages: Math.min(Number(pages), MOST_PAGES) } : {}),
  };
}

/** Whether some accounts are left out. */
export function filtered({ nom, role, classe, etat, provenance }: UsersSearch): boolean {
  return Boolean(nom || role || classe || etat || provenance);
}

/** What the service is asked for one page of the list. */
export function variablesOf(search: UsersSearch, after: string | null = null): VariablesOf<typeof USERS> {
  return {
    text: search.nom ?? null,
    role: search.role ?? null,
    divisionId: search.classe ?? null,
    state: search.etat ?? null,
    source: search.provenance ?? null,
    first: PAGE,
    after,
  };
}
