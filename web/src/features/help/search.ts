import type { Entry } from "./words";

/** What of the assistance is shown. */
export type HelpSearch = {
  /** What is looked for. */
  q?: string | undefined;
  /** Behind which door. */
  entree?: keyof typeof DOORS | undefined;
  /** Page it was opened from. */
  de?: string | undefined;
};

/** Which tickets are shown, to who answers some. */
export type TicketsSearch = { vue?: "a-repondre" | "etablissement" | undefined };

/** What a request is written about. */
export type WritingSearch = { de?: string | undefined };

/** Doors of the assistance, by their word in the address. */
export const DOORS = {
  compte: "ACCOUNT",
  abonnement: "SUBSCRIPTION",
  utilisation: "USE",
} as const satisfies Record<string, Entry>;

/** The word of a door in the address. */
export function doorOf(entry: Entry): keyof typeof DOORS {
  return entry === "ACCOUNT" ? "compte" : entry === "SUBSCRIPTION" ? "abonnement" : "utilisation";
}

/** Only a page of this site: never somewhere else. */
function from(search: Record<string, unknown>): { de?: string } {
  const { de } = search;
  return typeof de === "string" && /^\/(?![/\\])/.test(de) ? { de: de.slice(0, 500) } : {};
}

/** Reads what is looked for from the address; anything else is nothing. */
export function readHelp(search: Record<string, unknown>): HelpSearch {
  // The router reads « q=12 » as a number.
  const q = String(search.q ?? "").slice(0, 200);
  const { entree } = search;
  return {
    ...(q.trim() ? { q } : {}),
    ...(typeof entree === "string" && Object.hasOwn(DOORS, entree)
      ? { entree: entree as keyof typeof DOORS }
      : {}),
    ...from(search),
  };
}

/** Reads which tickets are shown from the address. */
export function readTickets({ vue }: Record<string, unknown>): TicketsSearch {
  return vue === "a-repondre" || vue === "etablissement" ? { vue } : {};
}

/** Reads from which page a request is written. */
export function readWriting(search: Record<string, unknown>): WritingSearch {
  return from(search);
}
