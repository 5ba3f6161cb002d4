import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import type { Problems } from "../../lib/problems";
import type { LINE } from "./calendar.gql";

export type Line = ResultOf<typeof LINE>;
export type Rhythm = Line["gradingPeriods"][number]["rhythm"];
/** Days of one period as typed: empty while not typed. */
export type Days = { startsOn: string; endsOn: string; externalRef: string };
/** The dates of a line as typed. */
export type Dates = { rhythm: Rhythm; periods: readonly Days[] };

export const RHYTHMS: Record<Rhythm, { title: string; one: string; several: string; count: number }> = {
  TRIMESTER: { title: "Trimestres", one: "Trimestre", several: "trimestres", count: 3 },
  SEMESTER: { title: "Semestres", one: "Semestre", several: "semestres", count: 2 },
};

const BLANK: Days = { startsOn: "", endsOn: "", externalRef: "" };

/** The dates of a line, with a blank for each period not set yet. */
export function datesOf(line: Line): Dates {
  const rhythm = line.rhythm ?? line.lsl?.rhythm ?? "SEMESTER";
  return withRhythm(
    {
      rhythm,
      periods: line.gradingPeriods.map(({ startsOn, endsOn, externalRef }) => ({
        startsOn,
        endsOn,
        externalRef: externalRef ?? "",
      })),
    },
    rhythm,
  );
}

/** The same dates under another rhythm: the first start and the last end stay. */
export function withRhythm(from: Dates, rhythm: Rhythm): Dates {
  const { count } = RHYTHMS[rhythm];
  if (from.periods.length === count) return { rhythm, periods: from.periods };
  const last = from.periods.at(-1);
  const periods = Array.from({ length: count }, (_, n): Days => {
    const kept = from.periods[n] ?? BLANK;
    const moved = rhythm !== from.rhythm && from.periods.length > 0;
    if (!moved) return kept;
    return {
      startsOn: n === 0 ? (from.periods[0]?.startsOn ?? "") : "",
      endsOn: n === count - 1 ? (last?.endsOn ?? "") : "",
      externalRef: "",
    };
  });
  return { rhythm, periods };
}

/**
 * One typed day folded in. The next period follows: it starts the day after the end of this one, when it has
 * no start or did so until now.
 */
export function withDay(now: Dates, at: number, field: keyof Days, value: string): Dates {
  const periods = now.periods.map((days, n) => (n === at ? { ...days, [field]: value } : days));
  const next = periods[at + 1];
  const ended = now.periods[at]?.endsOn ?? "";
  const follows = next?.startsOn === "" || (isDay(ended) && next?.startsOn === dayAfter(ended));
  if (field === "endsOn" && isDay(value) && next && follows) {
    periods[at + 1] = { ...next, startsOn: dayAfter(value) };
  }
  return { ...now, periods };
}

/** Whether a text is a calendar day. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Whether every day is typed: only then can the dates be saved. */
export function complete(now: Dates): boolean {
  return now.periods.every((days) => isDay(days.startsOn) && isDay(days.endsOn));
}

/** What is wrong with the days typed so far; R43. The service says the same, and has the last word. */
export function check(now: Dates, year: { startsOn: string; endsOn: string }): Problems {
  const problems: Record<string, string> = {};
  now.periods.forEach((days, n) => {
    const before = now.periods[n - 1];
    for (const field of ["startsOn", "endsOn"] as const) {
      const day = days[field];
      if (isDay(day) && (day < year.startsOn || day > year.endsOn)) {
        problems[`periods.${n}.${field}`] =
          `Hors de l’année scolaire, du ${dates.plain(year.startsOn)} au ${dates.plain(year.endsOn)}.`;
      }
    }
    if (isDay(days.startsOn) && isDay(days.endsOn) && days.endsOn < days.startsOn) {
      problems[`periods.${n}.endsOn`] ??= "La fin est avant le début.";
    }
    if (before && isDay(before.endsOn) && isDay(days.startsOn) && days.startsOn <= before.endsOn) {
      problems[`periods.${n}.startsOn`] ??=
        `Commence avant la fin de la période précédente, le ${dates.plain(before.endsOn)}.`;
    }
  });
  return problems;
}

/** The highest version read of a line's periods, for what is sent back. */
export function versionOf(line: Line): number {
  return Math.max(0, ...line.gradingPeriods.map((period) => period.version));
}

/** A line as a target of a change of its grading periods. */
export function target(line: Line, version = versionOf(line)) {
  return { specialtyId: line.specialty.id, level: line.level.code, version };
}

/** « MELEC, première professionnelle ». */
export function nameOf(line: Line): string {
  // Only the first letter changes: « première année de BTS ».
  const level = line.level.label.charAt(0).toLocaleLowerCase("fr-FR") + line.level.label.slice(1);
  return `${line.specialty.shortTitle}, ${level}`;
}
