import { announce } from "../../app/announce";

/** What was done, said for a while at the bottom of the page, with the way back. */
export type Toast = { key: number; text: string; undo?: (() => void) | undefined; tone: "done" | "late" };

let toasts: readonly Toast[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** How long a toast stays, in milliseconds; the pointer or the focus on it holds it. */
const STAY = 10_000;

function set(next: readonly Toast[]) {
  toasts = next;
  for (const listen of listeners) listen();
}

/** Says what the person just did; `undo` offers the way back (`Ctrl Z` too). */
export function toast(text: string, options: { undo?: () => void; tone?: Toast["tone"] } = {}): void {
  const key = nextKey++;
  set([...toasts.slice(-2), { key, text, undo: options.undo, tone: options.tone ?? "done" }]);
  timers.set(
    key,
    setTimeout(() => dismiss(key), STAY),
  );
  announce(options.undo ? `${text} Annuler : Ctrl Z.` : text);
}

/** Takes a toast away. */
export function dismiss(key: number): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  set(toasts.filter((t) => t.key !== key));
}

/** Keeps a toast while it is looked at. */
export function hold(key: number): void {
  clearTimeout(timers.get(key));
}

/** Lets a held toast go after its time. */
export function release(key: number): void {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => dismiss(key), STAY),
  );
}

/** Undoes the newest thing that can be, if any. Answers whether there was one. */
export function undoLast(): boolean {
  const last = toasts.findLast((t) => t.undo);
  if (!last) return false;
  dismiss(last.key);
  last.undo?.();
  return true;
}

export const toastStore = {
  subscribe(listen: () => void) {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  },
  current: () => toasts,
};
