import { readFragment } from "../../graphql/graphql";
import { number, plural } from "../../lib/text";
import { COUNTS } from "./imports.gql";
import css from "./imports.module.css";
import { countOf, madeOf, OUTCOMES, type Outcome, type Run } from "./words";

const ORDER: readonly Outcome[] = [
  "CREATED",
  "UPDATED",
  "DEACTIVATED",
  "REACTIVATED",
  "UNDECIDED",
  "REFUSED",
  "UNCHANGED",
];
/** Shown even when there is none. */
const ALWAYS: readonly Outcome[] = ["CREATED", "UPDATED", "DEACTIVATED", "REFUSED", "UNCHANGED"];

/** What the lines come to; each total shows its own lines. */
export function Totals({
  run,
  shown,
  onShow,
}: {
  run: Run;
  shown: Outcome | undefined;
  onShow: (outcome: Outcome | undefined) => void;
}) {
  const counts = readFragment(COUNTS, run.counts);
  const bySubject = run.countsBySubject.map(({ subject, counts: some }) => ({
    subject,
    counts: readFragment(COUNTS, some),
  }));
  return (
    <ul className={css.totals}>
      {ORDER.filter((outcome) => ALWAYS.includes(outcome) || countOf(counts, outcome) > 0).map((outcome) => {
        const count = countOf(counts, outcome);
        return (
          <li key={outcome}>
            <button
              type="button"
              className={`${css.total} ${count > 0 ? css[outcome] : ""}`}
              aria-pressed={shown === outcome}
              onClick={() => onShow(shown === outcome ? undefined : outcome)}
            >
              <b>{number(count)}</b> <span>{OUTCOMES[outcome].count(count)}</span>{" "}
              {outcome !== "UNCHANGED" && <span className={css.detail}>{madeOf(bySubject, outcome)}</span>}
            </button>
          </li>
        );
      })}
      {counts.warnings > 0 && (
        <li className={css.warnings}>
          {plural(counts.warnings, "avertissement", "avertissements")}&nbsp;: à lire, rien n’est bloqué.
        </li>
      )}
    </ul>
  );
}
