import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { useAgain, useRouteQuery } from "../../app/useRouteQuery";
import { useViewer } from "../../app/viewer";
import { type FragmentOf, type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { capital, plural } from "../../lib/text";
import { Button, buttonClass } from "../../ui/button/Button";
import { Gauge } from "../../ui/gauge/Gauge";
import { Icon } from "../../ui/icon/Icon";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { CELL } from "./console.gql";
import css from "./console.module.css";
import { OWED } from "./details.gql";

type Owed = NonNullable<ResultOf<typeof OWED>["periodProgress"]>["owed"];
/** Names shown before « et 5 autres ». */
const SHOWN = 12;

/** Who still owes what in one class and period. Names come only here, when opened. */
export function Detail({
  cell: data,
  division,
  today,
  onClose,
}: {
  cell: FragmentOf<typeof CELL>;
  /** The school's day, as the service counts. */
  today: string;
  division: { id: string; code: string };
  onClose: () => void;
}) {
  const cell = readFragment(CELL, data);
  const viewer = useViewer();
  const { data: answer, failure, retry } = useRouteQuery({ query: OWED, variables: { id: cell.id } });
  const owed = answer?.periodProgress?.owed;
  const left = cell.total.expected - cell.total.done;

  // The picture moved: so did the names behind it.
  const moved = `${cell.total.done} ${cell.total.drafts} ${cell.total.late}`;
  useAgain(moved, retry);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onClose]);

  return (
    <div className={css.drawer}>
      <div>
        <h3>
          {division.code}, {cell.period.label.toLocaleLowerCase("fr-FR")} :{" "}
          {left > 0 ? plural(left, "bilan à faire", "bilans à faire") : "tous les bilans sont faits"}
        </h3>
        <p className="small">
          {cell.state === "LATE" ? "Période finie " : "Échéance "}
          {dates.long(cell.period.endsOn)}, {dates.delay(cell.period.endsOn, today)}.{" "}
          {owed?.sentence ?? cell.forecast}
        </p>
      </div>
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {answer && !answer.periodProgress && (
        <p className="small">Il n’y a plus rien ici : cette période a changé.</p>
      )}
      {!answer && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={2} height="2.375rem" />
        </Loading>
      )}
      {owed && <People owed={owed} />}
      <p className={css.links}>
        {viewer.modules.includes("TRACKING") && (
          <Link
            className={buttonClass()}
            to={paths.trackingOf(division.id)}
            search={{ periode: cell.period.id } as never}
          >
            <Icon name="grid-3x3" />
            Ouvrir le tableau de suivi
          </Link>
        )}
        <Button variant="bare" icon="x" onClick={onClose}>
          Fermer
        </Button>
      </p>
    </div>
  );
}

function People({ owed }: { owed: Owed }) {
  const [all, setAll] = useState(false);
  const without = owed.learners.filter(
    (l) => l.state !== "DONE" && l.state !== "DRAFT" && !l.learner.leavesOn,
  );
  const drafts = owed.learners.filter((l) => l.state === "DRAFT" && !l.learner.leavesOn);
  const leaving = owed.learners.filter((l) => l.state !== "DONE" && l.learner.leavesOn);
  const names = all ? without : without.slice(0, SHOWN);
  return (
    <>
      {owed.teachers.length > 0 && (
        <ul className={css.teachers} aria-label="Enseignants en charge">
          {owed.teachers.map(({ teacher, progress, lastSavedAt }) => (
            <li key={teacher.id}>
              <span className={css.avatar} aria-hidden="true">
                {teacher.initials}
              </span>
              <b className={css.teacher}>{teacher.displayName}</b>
              <span className={css.fraction}>
                {progress.done}/{progress.expected}
              </span>
              <Gauge value={progress.done} max={progress.expected} />
              <span className="small">
                {lastSavedAt ? `dernière saisie ${dates.ago(lastSavedAt)}` : "aucune saisie"}
              </span>
            </li>
          ))}
        </ul>
      )}
      {owed.learners.length > 0 && (
        <p className="small">
          {without.length > 0 && (
            <>
              <b>Sans bilan :</b> {names.map((l) => l.learner.displayName).join(", ")}
              {without.length > names.length && (
                <>
                  ,{" "}
                  <button type="button" className={css.more} onClick={() => setAll(true)}>
                    et {plural(without.length - names.length, "autre", "autres")}
                  </button>
                </>
              )}
              .{" "}
            </>
          )}
          {drafts.length > 0 && (
            <>
              <b>En brouillon :</b> {drafts.map((l) => l.learner.displayName).join(", ")}.{" "}
            </>
          )}
          {leaving.map(({ learner }) => (
            <span key={learner.id}>
              <b>{capital(`départ le ${dates.short(learner.leavesOn ?? "")}`)} :</b> {learner.displayName}.{" "}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
