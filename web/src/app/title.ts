import { useEffect } from "react";
import { PRODUCT } from "../ui/mark/Mark";
import { announce } from "./announce";
import { session } from "./session";

let first = true;
let shown = "";
const listeners = new Set<() => void>();

/** The page's name in the bar of a phone, where its `h1` is for screen readers only. */
export const pageName = {
  subscribe(listen: () => void) {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  },
  current: () => shown,
};

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
    shown = page;
    for (const listen of listeners) listen();
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
