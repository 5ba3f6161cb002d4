import { toCsv } from "../../lib/csv";
import type { Row } from "./edits";
import { bilanWord, type Competency, type Table } from "./words";

/** The table as it is on screen, saved entries only. */
export function trackingCsv(table: Table, rows: readonly Row[], items: readonly Competency[]): string {
  const head = [
    "Nom",
    "Prénom",
    ...items.map((item) => `${item.code} ${item.label}`),
    `Bilan ${table.period?.label ?? ""}`,
  ];
  const lines = rows.map((row) => [
    row.learner.lastName,
    row.learner.firstName,
    ...items.map((item) => {
      const level = row.levels.find((one) => one.itemId === item.id);
      return level?.absent ? "absent" : (level?.rank ?? "");
    }),
    bilanWord(row).text,
  ]);
  return toCsv([head, ...lines]);
}
