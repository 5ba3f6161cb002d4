import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import type { StateTone } from "../../ui/state-pill/StatePill";
import type { Cell, Row } from "./edits";
import type { TABLE } from "./tracking.gql";

export type Table = ResultOf<typeof TABLE>;
export type Competency = Table["competencies"][number];
export type Scale = NonNullable<Table["framework"]>["scale"];

/** The bilan column of a learner: its state in a word, and whether it can be done now. */
export function bilanWord(row: Row, today = dates.today()): { tone: StateTone; text: string } {
  switch (row.state) {
    case "DONE":
      return { tone: "done", text: "fait" };
    case "LATE":
      return { tone: "late", text: "en retard" };
    case "DRAFT":
      return leaving(row, today) ?? { tone: "draft", text: "brouillon" };
    case "DUE":
      return leaving(row, today) ?? { tone: "waiting", text: "à faire" };
    case "NOT_DUE":
      return { tone: "waiting", text: row.bilan ? "brouillon" : "pas attendu" };
  }
}

function leaving(row: Row, today: string): { tone: StateTone; text: string } | null {
  if (!row.leavesOn || row.leavesOn < today) return null;
  return { tone: "soon", text: `avant le ${dates.short(row.leavesOn)}` };
}

/** Whether a bilan is still owed for this learner. */
export function owed(row: Row): boolean {
  return row.state === "DUE" || row.state === "DRAFT" || row.state === "LATE";
}

/** The next learner whose bilan is owed by the viewer after this one, around the table; null when there is none. */
export function nextOwed(rows: readonly Row[], after: string | null): Row | null {
  const from = rows.findIndex((row) => row.learner.id === after);
  const around = [...rows.slice(from + 1), ...rows.slice(0, Math.max(0, from))];
  const left = around.filter((row) => owed(row) && row.learner.id !== after);
  return left.find((row) => row.mine) ?? left[0] ?? null;
}

/** « Semestre 1, jusqu’au 4 décembre, dans 12 jours. 14 bilans faits sur 24, il vous en reste 10. » */
export function lead(table: Table, today = dates.today()): string {
  if (!table.period) return "";
  const { label, startsOn, endsOn } = table.period;
  const when =
    startsOn > today
      ? `à partir du ${dates.short(startsOn)}, ${dates.delay(startsOn, today)}`
      : endsOn < today
        ? `terminé le ${dates.short(endsOn)}, ${dates.delay(endsOn, today)}`
        : `jusqu’au ${dates.short(endsOn)}, ${dates.delay(endsOn, today)}`;
  return `${label}, ${when}. ${progress(table)}`;
}

/** « 14 bilans faits sur 24, il vous en reste 10. » */
export function progress({ done, expected, mine }: { done: number; expected: number; mine: number }): string {
  if (expected === 0) return "Aucun bilan n’est attendu pour l’instant.";
  if (done === expected)
    return expected === 1 ? "Le bilan attendu est fait." : `Les ${expected} bilans sont faits.`;
  const all = `${plural(done, "bilan fait", "bilans faits")} sur ${expected}`;
  return mine > 0 ? `${all}, il vous en reste ${mine}.` : `${all}.`;
}

/** « non maîtrisée » of a rank, in the words of the scale. */
export function levelName(scale: Scale, rank: number): string {
  return scale.levels.find((level) => level.rank === rank)?.label ?? String(rank);
}

/** « 3, maîtrisée. Commentaire » of one cell. */
export function cellWords({ rank, absent, comment }: Cell, scale: Scale | undefined): string {
  const level = absent
    ? "absent"
    : rank === null || !scale
      ? (scale?.notAssessed ?? "vide")
      : `${rank}, ${levelName(scale, rank)}`;
  return comment ? `${level}. ${comment}` : level;
}

/** « Niveau 3 ou 4 »: the upper half of the scale. */
export function upperWords(scale: Scale): string {
  const ranks = scale.levels.map((level) => level.rank);
  return `Niveau ${ranks.slice(Math.floor(ranks.length / 2)).join(" ou ")}`;
}

/** Share, in percent, of the learners positioned who are in the upper half of the scale; null when nobody is; R96. */
export function upperShare(ranks: readonly (number | null)[], scale: Scale): number | null {
  const positioned = ranks.filter((rank) => rank !== null);
  if (positioned.length === 0) return null;
  const upper = Math.floor(scale.levels.length / 2);
  return Math.round((positioned.filter((rank) => rank > upper).length / positioned.length) * 100);
}

/** Competencies next to each other that share a group, in order. */
export function groups(competencies: readonly Competency[]): { label: string; items: Competency[] }[] {
  const found: { label: string; items: Competency[] }[] = [];
  for (const item of competencies) {
    const last = found.at(-1);
    if (last && last.label === (item.group ?? "")) last.items.push(item);
    else found.push({ label: item.group ?? "", items: [item] });
  }
  return found;
}
