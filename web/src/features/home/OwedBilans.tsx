import { Link } from "@tanstack/react-router";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { choosesDiploma, useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { pick, plural } from "../../lib/text";
import { buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Gauge } from "../../ui/gauge/Gauge";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import { deadline, mostUrgent, type Owed } from "./owed";
import css from "./owed.module.css";
import { useOwed } from "./useOwed";

/** The bilans that the viewer owes, the nearest deadline first: the first line is the next thing to do. */
export function OwedBilans() {
  const viewer = useViewer();
  const several = choosesDiploma(viewer);
  const { owed, failure, retry } = useOwed();
  const todo = mostUrgent(owed ?? []);
  const left = todo.reduce((sum, one) => sum + one.mine, 0);
  const busy = new Set(todo.map((one) => one.division.id));
  const others = (owed ?? []).filter((one) => !busy.has(one.division.id));
  return (
    <Card
      title="Vos bilans à faire"
      aside={
        left > 0 && (
          <span className="small muted">
            {plural(left, "bilan", "bilans")} dans {plural(busy.size, "classe", "classes")}
          </span>
        )
      }
    >
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!owed && !failure && (
        <div className={css.waiting}>
          <Loading onRetry={retry}>
            <Bars rows={4} height="4rem" />
          </Loading>
        </div>
      )}
      {owed && owed.length === 0 && several && viewer.currentSpecialty && (
        <EmptyState icon="users" title="Aucune de vos classes ne prépare ce diplôme." />
      )}
      {owed && owed.length === 0 && !(several && viewer.currentSpecialty) && (
        <EmptyState icon="users" title="Aucune classe ne vous est confiée pour l’instant.">
          Les classes et les services viennent de STSWEB, par l’import.
        </EmptyState>
      )}
      {owed && owed.length > 0 && todo.length === 0 && (
        <EmptyState icon="circle-check" title="Aucun bilan ne vous attend pour l’instant." />
      )}
      {todo.length > 0 && (
        <ol className={css.lines}>
          {todo.map((one, at) => (
            <OwedLine
              key={`${one.division.id} ${one.framework?.id} ${one.period?.id}`}
              owed={one}
              first={at === 0}
            />
          ))}
        </ol>
      )}
      {todo.length > 0 && others.length > 0 && (
        <p className={css.others}>
          Rien à faire en{" "}
          {others.map((one, at) => (
            <span key={`${one.division.id} ${one.framework?.id}`}>
              {at > 0 && ", "}
              <Link to={paths.trackingOf(one.division.id)}>{one.division.code}</Link>
              {!one.period && " (dates des périodes à fixer)"}
            </span>
          ))}
          .
        </p>
      )}
    </Card>
  );
}

/** One division and period: how much is done, until when, and the way in. */
function OwedLine({ owed, first }: { owed: Owed; first: boolean }) {
  const { division, framework, period, done, expected, mine } = owed;
  const today = dates.today();
  const search = {
    ...(period ? { periode: period.id } : {}),
    ...(framework ? { referentiel: framework.id } : {}),
  };
  return (
    <li>
      <div className={css.what}>
        <h3>
          {division.code}
          {framework && <span className="small muted"> {framework.shortTitle}</span>}
        </h3>
        {period && (
          <p>
            {period.label}, {deadline(period.endsOn, today)}
            <Urgency left={dates.daysBetween(today, period.endsOn)} />
          </p>
        )}
      </div>
      <div className={css.count}>
        <p>
          <b>{done}</b> {pick(done, "fait", "faits")} sur {expected}
        </p>
        <Gauge value={done} max={expected} />
      </div>
      <Link
        to={paths.trackingOf(division.id)}
        search={search as never}
        className={buttonClass({ variant: first ? "filled" : "plain" })}
      >
        {mine > 1 ? `Faire mes ${mine} bilans` : "Faire mon bilan"}
        <span className="sr-only"> en {division.code}</span>
      </Link>
    </li>
  );
}

/** Late once the period is over; soon in its last two weeks. */
function Urgency({ left }: { left: number }) {
  if (left < 0) return <StatePill tone="late">en retard</StatePill>;
  return left <= 14 ? <StatePill tone="soon">bientôt</StatePill> : null;
}
