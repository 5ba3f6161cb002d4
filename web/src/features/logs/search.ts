/** Lines asked for at a time. */
export const PAGE = 50;

/** Most pages that an address may ask for at once. */
const MOST_PAGES = 40;

/** Which lines are listed. */
export type LogsSearch = {
  /** The log of readings instead of that of acts. */
  lectures?: true | undefined;
  /** What was typed of a name or of what was done. */
  mots?: string | undefined;
  /** First day. */
  du?: string | undefined;
  /** Last day. */
  au?: string | undefined;
  /** How many pages of the list are open, when there are several. */
  pages?: number | undefined;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filters from the address; what is none of them is no filter. */
export function readSearch(search: Record<string, unknown>): LogsSearch {
  const { lectures, du, au, pages } = search;
  // The router reads « mots=12 » as a number.
  const mots = String(search.mots ?? "").trim();
  return {
    ...(lectures === true ? { lectures } : {}),
    ...(mots ? { mots } : {}),
    ...(typeof du === "string" && DAY.test(du) ? { du } : {}),
    ...(typeof au === "string" && DAY.test(au) ? { au } : {}),
    ...(Number.isInteger(pages) && Number(pages) > 1 ? { pages: Math.min(Number(pages), MOST_PAGES) } : {}),
  };
}

/** What the service is asked for one page of a log. */
export function variablesOf(search: LogsSearch, after: string | null = null) {
  return { text: search.mots ?? null, from: search.du ?? null, to: search.au ?? null, first: PAGE, after };
}

/** Where the log on screen is taken away as a table, under the same filters. */
export function exportOf({ lectures, mots, du, au }: LogsSearch): string {
  const asked = new URLSearchParams({ log: lectures ? "reads" : "acts" });
  if (mots) asked.set("text", mots);
  if (du) asked.set("from", du);
  if (au) asked.set("to", au);
  return `/journal/export.csv?${asked}`;
}

/** Whether some lines are left out. */
export function filtered({ mots, du, au }: LogsSearch): boolean {
  return Boolean(mots || du || au);
}
