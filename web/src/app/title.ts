import { useEffect } from "react";
import { PRODUCT } from "../ui/mark/Mark";
import { announce } from "./announce";
import { session } from "./session";

let first = true;

/** « page — établissement — produit ». */
export function documentTitle(page: string, place = session.current().viewer?.establishment.name): string {
  return [page, place, PRODUCT].filter(Boolean).join(" — ");
}

/**
 * Names the page: the document's title, said to screen readers at each change of page, and the focus
 * on its `h1`. Each page calls it once.
 */
export function usePage(page: string, place?: string): void {
  useEffect(() => {
    document.title = documentTitle(page, place);
  }, [page, place]);
  useEffect(() => {
    if (first) {
      first = false;
      return;
    }
    announce(document.title);
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, []);
}
