import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import type { HOME_DIVISIONS, HOME_TABLE } from "./home.gql";

export type Division = NonNullable<ResultOf<typeof HOME_DIVISIONS>["viewer"]>["divisions"][number];
export type Table = NonNullable<ResultOf<typeof HOME_TABLE>["trackingTable"]>;
export type AskedTable = { divisionId: string; periodId?: string; frameworkId?: string };

/** Bilans of one division for one period and one framework; without dates there is no period. */
export type Owed = {
  division: Division;
  /** Named only where the division follows several frameworks. */
  framework: Table["framework"];
  period: Table["period"];
  done: number;
  expected: number;
  mine: number;
};

/**
 * Where each division stands: the period under way, and those that are over and still owe something to
 * the viewer, for each framework that the division follows. `only` is that of the current diploma: where
 * a division follows it, the others are left out.
 */
export async function gather(
  divisions: readonly Division[],
  ask: (asked: AskedTable) => Promise<Table | null>,
  today: string,
  only: string | null = null,
): Promise<Owed[]> {
  const all = await Promise.all(
    divisions.map(async (division) => {
      const first = await ask({ divisionId: division.id });
      if (!first) return [];
      const several = first.frameworks.length > 1;
      const others = await Promise.all(
        first.frameworks
          .filter((one) => one.id !== first.framework?.id && first.framework?.id !== only)
          .map((one) => ask({ divisionId: division.id, frameworkId: one.id })),
      );
      const current = [first, ...others].filter((table) => table !== null);
      const over = await Promise.all(
        current.flatMap((table) =>
          table.periods
            .filter((one) => one.endsOn < today && one.id !== table.period?.id)
            .map((one) =>
              ask({
                divisionId: division.id,
                periodId: one.id,
                ...(several && table.framework ? { frameworkId: table.framework.id } : {}),
              }),
            ),
        ),
      );
      const owing = over
        .filter((table) => table !== null && table.mine > 0)
        .filter((table) => table !== null);
      return [...current, ...owing].map(
        ({ framework, period, done, expected, mine }): Owed => ({
          division,
          framework: several ? framework : null,
          period,
          done,
          expected,
          mine,
        }),
      );
    }),
  );
  return all.flat();
}

/** What the viewer still owes, the nearest deadline first. */
export function mostUrgent(owed: readonly Owed[]): Owed[] {
  const end = (one: Owed) => one.period?.endsOn ?? "9999";
  return owed
    .filter((one) => one.mine > 0)
    .sort((a, b) => end(a).localeCompare(end(b)) || a.division.code.localeCompare(b.division.code));
}

/** « jusqu’au 8 déc., dans 12 jours », « fini le 17 nov., il y a 9 jours ». */
export function deadline(endsOn: string, today: string): string {
  const when = `${dates.short(endsOn)}, ${dates.delay(endsOn, today)}`;
  return endsOn < today ? `fini le ${when}` : `jusqu’au ${when}`;
}
