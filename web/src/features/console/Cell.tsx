import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { useGrowth } from "../../lib/changes";
import { Marks } from "../../ui/marks/Marks";
import { StatePill } from "../../ui/state-pill/StatePill";
import { CELL } from "./console.gql";
import css from "./console.module.css";
import { TONES } from "./state";

/** One class in one period: a mark for each learner, the count, the state. It opens its detail. */
export function Cell({
  data,
  division,
  open,
  detailId,
  onToggle,
}: {
  data: FragmentOf<typeof CELL>;
  division: string;
  open: boolean;
  detailId: string;
  /** Without it the cell only shows. */
  onToggle?: (() => void) | undefined;
}) {
  const cell = readFragment(CELL, data);
  const growth = useGrowth(cell.total.done);
  if (cell.state === "NOT_DUE" && cell.total.done === 0 && cell.total.drafts === 0) {
    return <span className={css.future}>{cell.stateLabel}</span>;
  }
  const inside = (
    <>
      <span className={css.line}>
        <span className="sr-only">
          {division}, {cell.period.label} :{" "}
        </span>
        <b>{cell.total.done}</b>
        <span className={css.of}>/{cell.total.expected}</span>
        {growth !== null && <span className={css.plus}>+{growth}</span>}
        <StatePill tone={TONES[cell.state]}>{cell.stateLabel}</StatePill>
      </span>
      <Marks learners={cell.total.expected} pupils={cell.pupils.done} apprentices={cell.apprentices.done} />
    </>
  );
  const look = [css.cell, growth !== null && css.fresh, open && css.open].filter(Boolean).join(" ");
  if (!onToggle) return <span className={look}>{inside}</span>;
  return (
    <button
      type="button"
      className={look}
      aria-expanded={open}
      aria-controls={open ? detailId : undefined}
      onClick={onToggle}
    >
      {inside}
    </button>
  );
}
