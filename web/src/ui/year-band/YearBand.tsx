import type { CSSProperties } from "react";
import * as dates from "../../lib/dates";
import css from "./year-band.module.css";

/** `short` is what is written where the whole label has no room. */
export type Span = { key: string; label: string; short: string; startsOn: string; endsOn: string };

/**
 * A school year as a band: its spans, its deadlines, and today. It is a drawing: the same dates stand in
 * text beside it.
 */
export function YearBand({
  startsOn,
  endsOn,
  spans,
  marks = [],
  today,
}: {
  startsOn: string;
  endsOn: string;
  spans: readonly Span[];
  /** Single days, such as deadlines. */
  marks?: readonly { key: string; day: string }[];
  today?: string;
}) {
  const days = dates.daysBetween(startsOn, endsOn) + 1;
  const at = (day: string) => (Math.max(0, Math.min(days, dates.daysBetween(startsOn, day))) / days) * 100;
  const place = (from: string, to: string) =>
    ({ "--from": `${at(from)}%`, "--to": `${Math.min(100, at(to) + 100 / days)}%` }) as CSSProperties;
  return (
    <span className={css.band} aria-hidden="true">
      {spans.map((span, n) => (
        <span
          key={span.key}
          className={n % 2 === 0 ? css.span : `${css.span} ${css.other}`}
          style={place(span.startsOn, span.endsOn)}
        >
          <span className={css.long}>{span.label}</span>
          <span className={css.short}>{span.short}</span>
        </span>
      ))}
      {marks.map((mark) => (
        <span key={mark.key} className={css.mark} style={place(mark.day, mark.day)} />
      ))}
      {today && today >= startsOn && today <= endsOn && (
        <span className={css.today} style={place(today, today)} />
      )}
    </span>
  );
}

/** The months over bands of the same year. */
export function YearMonths({ startsOn, endsOn }: { startsOn: string; endsOn: string }) {
  const days = dates.daysBetween(startsOn, endsOn) + 1;
  const months: { day: string; name: string }[] = [];
  for (let day = `${startsOn.slice(0, 7)}-01`; day <= endsOn; day = nextMonth(day)) {
    if (day >= startsOn) months.push({ day, name: NAMES[Number(day.slice(5, 7)) - 1] ?? "" });
  }
  return (
    <span className={css.months} aria-hidden="true">
      {months.map(({ day, name }) => (
        <span
          key={day}
          style={{ "--from": `${(dates.daysBetween(startsOn, day) / days) * 100}%` } as CSSProperties}
        >
          {name}
        </span>
      ))}
    </span>
  );
}

const NAMES = [
  "janv.",
  "févr.",
  "mars",
  "avr.",
  "mai",
  "juin",
  "juil.",
  "août",
  "sept.",
  "oct.",
  "nov.",
  "déc.",
];

function nextMonth(day: string): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
}
