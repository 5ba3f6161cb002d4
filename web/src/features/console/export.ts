import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { toCsv } from "../../lib/csv";
import { CELL, DIVISION, MATRIX } from "./console.gql";
import { toTreat } from "./state";

/** What is on screen, one line for each class and period, in the same order and under the same filter. */
export function consoleCsv(data: FragmentOf<typeof MATRIX>, onlyToTreat: boolean): string {
  const { groups } = readFragment(MATRIX, data);
  const rows = groups.flatMap((group) =>
    group.divisions
      .filter((division) => !onlyToTreat || toTreat(division.periods))
      .flatMap((division) => {
        const row = readFragment(DIVISION, division);
        return row.periods.map((period) => {
          const cell = readFragment(CELL, period);
          return [
            group.label,
            row.division.code,
            row.pupils,
            row.apprentices,
            cell.period.label,
            cell.period.startsOn,
            cell.period.endsOn,
            cell.total.done,
            cell.total.drafts,
            cell.total.late,
            cell.total.expected,
            cell.stateLabel,
          ];
        });
      }),
  );
  const head = [
    "Diplôme",
    "Classe",
    "Scolaires",
    "Apprentis",
    "Période",
    "Début",
    "Fin",
    "Faits",
    "Brouillons",
    "En retard",
    "Attendus",
    "État",
  ];
  return toCsv([head, ...rows]);
}
