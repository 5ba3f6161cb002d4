import { NBSP, plural } from "./text";

/**
 * Days are calendar days (`YYYY-MM-DD`), never instants; instants are shown in the school's zone,
 * whatever the machine's.
 */
const ZONE = "Europe/Paris";
const DAY_MS = 86_400_000;

const longDay = new Intl.DateTimeFormat("fr-FR", {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});
const fullDay = new Intl.DateTimeFormat("fr-FR", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const plainDay = new Intl.DateTimeFormat("fr-FR", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const shortMonth = new Intl.DateTimeFormat("fr-FR", { month: "short", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const dayInZone = new Intl.DateTimeFormat("en-CA", {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  timeZone: ZONE,
});

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** Today's calendar day at the school. */
export function today(now: Date = new Date()): string {
  return dayInZone.format(now);
}

/** The calendar day of an instant at the school. */
export function dayOf(instant: string): string {
  return dayInZone.format(new Date(instant));
}

/** « vendredi 4 décembre ». */
export function long(day: string): string {
  return firstOfMonth(longDay.format(utc(day)));
}

/** « mardi 17 novembre 2026 ». */
export function full(day: string): string {
  return firstOfMonth(fullDay.format(utc(day)));
}

/** « 4 décembre 2026 ». */
export function plain(day: string): string {
  return firstOfMonth(plainDay.format(utc(day)));
}

/** « 4 déc. », for tables. */
export function short(day: string): string {
  const date = utc(day);
  const number = date.getUTCDate() === 1 ? "1er" : String(date.getUTCDate());
  return `${number}${NBSP}${shortMonth.format(date)}`;
}

/** « 2 → 27 nov. », « 11 janv. → 12 févr. ». */
export function range(from: string, to: string): string {
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  const start = sameMonth ? String(utc(from).getUTCDate()) : short(from);
  return `${start}${NBSP}→ ${short(to)}`;
}

/** Whole days from one calendar day to another; negative when it is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / DAY_MS);
}

/** The delay beside a deadline: « dans 17 jours », « demain », « aujourd’hui », « il y a 3 jours ». */
export function delay(day: string, from: string = today()): string {
  const days = daysBetween(from, day);
  if (days === 0) return "aujourd’hui";
  if (days === 1) return "demain";
  if (days === -1) return "hier";
  return days > 0
    ? `dans${NBSP}${plural(days, "jour", "jours")}`
    : `il y a ${plural(-days, "jour", "jours")}`;
}

/** « 14:32 ». */
export function time(instant: Date | string): string {
  return clock.format(typeof instant === "string" ? new Date(instant) : instant);
}

/** « à l’instant », « il y a 6 min » under one hour, the time today, then « le 3 nov. ». */
export function ago(instant: string, now: Date = new Date()): string {
  const minutes = Math.floor((now.getTime() - new Date(instant).getTime()) / 60_000);
  if (minutes < 1) return "à l’instant";
  if (minutes < 60) return `il y a ${minutes}${NBSP}min`;
  const day = dayOf(instant);
  return day === today(now) ? `à ${time(instant)}` : `le ${short(day)}`;
}

/** « 3 nov. à 14:32 ». */
export function shortInstant(instant: string): string {
  return `${short(dayOf(instant))} à ${time(instant)}`;
}

/** French says « 1er » for the first of a month and the plain number after. */
function firstOfMonth(text: string): string {
  return text.replace(/\b1 (?=[a-zéû]+)/, "1er ");
}
