import { tooLarge } from "../../lib/text";

/** A file that arrived, and waits for its request. */
export type Waiting = { id: string; name: string; bytes: number };

/** Largest file of a request, in bytes; R164. */
export const MOST = 6 * 2 ** 20;

/** Endings of what a request takes. */
export const TAKEN = ".png,.jpg,.jpeg,.webp,.pdf,.odt,.docx,.ods,.xlsx,.txt,.mp4";

/** What is wrong with a file before it leaves; the service says the rest. */
export function problemOfFile({ name, size: bytes }: { name: string; size: number }): string | null {
  if (/\.svgz?$/i.test(name))
    return "Les images SVG ne sont pas acceptées, car elles peuvent contenir un programme. Enregistrée en PNG, celle-ci le sera.";
  if (bytes > MOST) return tooLarge(bytes, MOST);
  return null;
}

/** Reads what this device keeps; anything else is no file. */
export function readWaiting(text: string): Waiting | null {
  try {
    const { id, name, bytes } = JSON.parse(text) as Record<string, unknown>;
    return typeof id === "string" && typeof name === "string" && typeof bytes === "number"
      ? { id, name, bytes }
      : null;
  } catch {
    return null;
  }
}
