/** Reads and writes calendar days as people type them in French. */

/** The days among which a day typed without its year is looked for. */
export type Bounds = { min?: string | undefined; max?: string | undefined };

const MONTHS = ["janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"];

/** « 04/12/2026 ». Empty when there is no day. */
export function written(day: string): string {
  const [year, month, date] = day.split("-");
  return year && month && date ? `${date}/${month}/${year}` : "";
}

/**
 * The day (`YYYY-MM-DD`) of « 4/12/2026 », « 4-12-26 », « 04122026 », « 4 déc. 2026 », « 4 décembre »;
 * null when it cannot be read. Without a year, or with two digits of it, the one that falls between the bounds.
 */
export function read(text: string, bounds: Bounds = {}): string | null {
  const plain = text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .trim();
  const packed = /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(plain);
  const parts =
    packed ?? /^(\d{1,2})(?:er)?[\s/.-]+(\d{1,2}|[a-z]+)\.?(?:[\s/.-]+(\d{4}|\d{2}))?$/.exec(plain);
  if (!parts) return null;
  const month = monthOf(parts[2] ?? "");
  if (month === null) return null;
  const date = Number(parts[1]);
  const candidates = yearsOf(parts[3], bounds).flatMap((year) => day(year, month, date) ?? []);
  const inside = (one: string) => one >= (bounds.min ?? "") && one <= (bounds.max ?? "9999");
  return candidates.find(inside) ?? candidates[0] ?? null;
}

/** Years that were meant: the one typed, its century being this one or the last, else those of the bounds. */
function yearsOf(typed: string | undefined, bounds: Bounds): number[] {
  if (typed) return typed.length === 2 ? [Number(`20${typed}`), Number(`19${typed}`)] : [Number(typed)];
  const years = [bounds.min, bounds.max].flatMap((bound) => (bound ? [Number(bound.slice(0, 4))] : []));
  return years.length > 0 ? years : [new Date().getFullYear()];
}

function monthOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const at = MONTHS.findIndex((name) => text.startsWith(name) || (text.length >= 3 && name.startsWith(text)));
  return at < 0 ? null : at + 1;
}

function day(year: number, month: number, date: number): string | null {
  const found = new Date(Date.UTC(year, month - 1, date));
  if (found.getUTCMonth() !== month - 1 || found.getUTCDate() !== date || month < 1) return null;
  return found.toISOString().slice(0, 10);
}

/** The day so many days later. */
export function later(from: string, days: number): string {
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
