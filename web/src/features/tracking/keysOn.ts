import { useSyncExternalStore } from "react";

const KEPT = "etabli.single-keys";
const listeners = new Set<() => void>();

function current(): boolean {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

/** Whether single keys act in the grid: on unless this person switched them off on this device (WCAG 2.1.4). */
export const keysOn = {
  current,
  set(on: boolean): void {
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
      // Without storage they stay on.
    }
    for (const listen of listeners) listen();
  },
};

export function useKeysOn(): boolean {
  return useSyncExternalStore((listen) => {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  }, current);
}
