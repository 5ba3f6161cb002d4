import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { useCalmOrder, useGrowth } from "../../lib/changes";
import { compare, plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Icon } from "../../ui/icon/Icon";
import { Marks } from "../../ui/marks/Marks";
import { StatePill } from "../../ui/state-pill/StatePill";
import css from "./class-list.module.css";
import { CELL, DIVISION, MATRIX } from "./console.gql";
import { Detail } from "./Detail";
import { currentOf, TONES, urgency } from "./state";

/** The matrix on a phone: one line for each class, its current period, most urgent first; finished classes fold. */
export function ClassList({
  data,
  today,
  detail,
  onDetail,
  onGrid,
}: {
  today: string;
  data: FragmentOf<typeof MATRIX>;
  detail: string | undefined;
  onDetail: (id: string | undefined) => void;
  onGrid: () => void;
}) {
  const { groups } = readFragment(MATRIX, data);
  const lines = groups
    .flatMap((group) => group.divisions)
    .flatMap((one) => {
      const row = readFragment(DIVISION, one);
      const cell = currentOf(row.periods);
      return cell ? [{ id: row.id, diploma: row.diploma, division: row.division, cell }] : [];
    })
    .sort((a, b) => {
      const left = (line: typeof a) => line.cell.total.expected - line.cell.total.done;
      return (
        urgency(a.cell.state) - urgency(b.cell.state) ||
        left(b) - left(a) ||
        compare(a.division.code, b.division.code)
      );
    });
  const { calm, hold } = useCalmOrder(lines, (line) => line.id);
  const left = calm.filter((line) => line.cell.state !== "COMPLETE" && line.cell.state !== "NOT_DUE");
  const folded = calm.filter((line) => line.cell.state === "COMPLETE");
  return (
    <Card
      title="Bilans en cours"
      actions={
        <Button variant="bare" onClick={onGrid}>
          Toute la grille
        </Button>
      }
    >
      <ul className={css.list} {...hold}>
        {left.map((line) => (
          <Line key={line.id} {...line} today={today} open={line.cell.id === detail} onDetail={onDetail} />
        ))}
        {left.length === 0 && (
          <li>
            <EmptyState icon="circle-check" title="Tous les bilans de la période sont bouclés." />
          </li>
        )}
        {folded.length > 0 && (
          <li>
            <details className={css.folded}>
              <summary>{plural(folded.length, "classe bouclée", "classes bouclées")}</summary>
              <ul>
                {folded.map((line) => (
                  <Line
                    key={line.id}
                    {...line}
                    today={today}
                    open={line.cell.id === detail}
                    onDetail={onDetail}
                  />
                ))}
              </ul>
            </details>
          </li>
        )}
      </ul>
    </Card>
  );
}

function Line({
  diploma,
  division,
  cell: data,
  today,
  open,
  onDetail,
}: {
  today: string;
  diploma: string | null;
  division: { id: string; code: string };
  cell: FragmentOf<typeof CELL> & { id: string };
  open: boolean;
  onDetail: (id: string | undefined) => void;
}) {
  const cell = readFragment(CELL, data);
  const growth = useGrowth(cell.total.done);
  return (
    <li>
      <button
        type="button"
        className={growth === null ? css.line : `${css.line} ${css.fresh}`}
        aria-expanded={open}
        onClick={() => onDetail(open ? undefined : cell.id)}
      >
        <span className={css.top}>
          <b>{division.code}</b>
          {diploma && <span className="tiny muted">{diploma}</span>}
          <span className={css.fraction}>
            <b>{cell.total.done}</b>/{cell.total.expected}
          </span>
          {growth !== null && <span className={css.plus}>+{growth}</span>}
          <StatePill tone={TONES[cell.state]}>{cell.stateLabel}</StatePill>
          <Icon name={open ? "chevron-down" : "chevron-right"} className={css.arrow} />
        </span>
        <Marks learners={cell.total.expected} pupils={cell.pupils.done} apprentices={cell.apprentices.done} />
      </button>
      {open && <Detail cell={data} division={division} today={today} onClose={() => onDetail(undefined)} />}
    </li>
  );
}
