import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { useAgain, useRouteQuery } from "../../app/useRouteQuery";
import { useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Icon } from "../../ui/icon/Icon";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import { OUTSIDE } from "./calendar.gql";
import css from "./outside.module.css";
import type { Line } from "./periods";

/** Entries that the dates left outside: kept, counted, and named when opened; R49. */
export function Outside({ line }: { line: Line }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.outside} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="clock" />
        <span>
          <b>{plural(line.entriesOutside, "bilan ne compte plus", "bilans ne comptent plus")}</b>
          <span className={css.why}>
            &nbsp;: leur période a changé de dates ou a été retirée. Rien n’est effacé.
          </span>
        </span>
        <Icon name="chevron-right" className={css.arrow} />
      </summary>
      {open && <Entries line={line} />}
    </details>
  );
}

/** Whose they are. Names come only here, when opened. */
function Entries({ line }: { line: Line }) {
  const { modules } = useViewer();
  const { data, failure, retry } = useRouteQuery({
    query: OUTSIDE,
    variables: { specialtyId: line.specialty.id, level: line.level.code },
  });
  // The calendar moved: so did the names behind the count.
  const moved = `${line.entriesOutside} ${line.gradingPeriods.map((period) => `${period.id} ${period.version}`).join()}`;
  useAgain(moved, retry);

  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  if (!data) {
    return (
      <Loading onRetry={retry}>
        <Bars rows={Math.min(line.entriesOutside, 3)} height="1.75rem" />
      </Loading>
    );
  }
  const entries = data.entriesOutside;
  return (
    <>
      <p className={css.how}>
        Pour qu’un bilan compte de nouveau, changez sa date de référence dans le tableau de suivi, ou les
        dates de la période ici.
      </p>
      <ul className={css.entries}>
        {entries.map(({ id, learner, gradingPeriod, periodRemoved, referenceDate, validated }) => (
          <li key={id}>
            <b>{learner.displayName}</b>
            <span className="muted">{learner.division?.code ?? "sans classe"}</span>
            <span>
              {gradingPeriod.label}
              {periodRemoved
                ? " (retiré)"
                : ` (${dates.range(gradingPeriod.startsOn, gradingPeriod.endsOn)})`}
              , daté du {dates.plain(referenceDate)}
            </span>
            <StatePill tone={validated ? "done" : "draft"}>{validated ? "validé" : "brouillon"}</StatePill>
            {modules.includes("TRACKING") && learner.division && !periodRemoved && (
              <Link
                to={paths.trackingOf(learner.division.id)}
                search={{ periode: gradingPeriod.id, bilan: learner.id } as never}
              >
                Ouvrir<span className="sr-only"> le bilan de {learner.displayName}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {entries.length < line.entriesOutside && (
        <p className={css.how}>Les autres ne sont pas dans vos classes.</p>
      )}
    </>
  );
}
