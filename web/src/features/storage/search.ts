/** What the address of the storage holds: which space, and whether its bin is shown. */
export type StorageSearch = {
  espace?: string | undefined;
  vue?: "corbeille" | undefined;
  /** Pages of fifty that are shown. */
  pages?: number | undefined;
};

/** Lines of a page. */
export const PAGE = 50;

/** Reads an address; what means nothing is left out. */
export function readSearch(search: Record<string, unknown>): StorageSearch {
  const { espace, vue, pages } = search;
  return {
    ...(typeof espace === "string" && /^(personal|team|div_[0-9a-f]{32})$/.test(espace) && { espace }),
    ...(vue === "corbeille" && { vue }),
    ...(Number.isInteger(pages) && Number(pages) > 1 && { pages: Math.min(Number(pages), 40) }),
  };
}
