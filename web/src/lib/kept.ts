import { useState } from "react";
import { session } from "../app/session";
import { KEPT } from "./outbox";

function stored(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    // No storage on this device: the text lives as long as the page.
    return "";
  }
}

/**
 * A text that is sent when the person says so: kept on this device as it is typed, for this person, until it is
 * empty again or they sign out. What saves itself as it is typed uses `useDraft` instead.
 */
export function useKept(key: string): [string, (text: string) => void] {
  const name = `${KEPT}${session.current().viewer?.user.id ?? ""}|${key}`;
  const [text, setText] = useState(() => stored(name));
  function change(next: string) {
    setText(next);
    try {
      if (next) localStorage.setItem(name, next);
      else localStorage.removeItem(name);
    } catch {
      // Kept on the screen only.
    }
  }
  return [text, change];
}
