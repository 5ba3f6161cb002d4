import { Link } from "@tanstack/react-router";
import { Block, FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useAgain, useRouteQuery } from "../../app/useRouteQuery";
import { choosesDiploma, useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Gauge } from "../../ui/gauge/Gauge";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import css from "./home.module.css";
import { DIVISIONS, OVERVIEW } from "./tracking.gql";
import { progress } from "./words";

/** The divisions the viewer follows, each with its periods and what is owed now. */
export function TrackingHome() {
  usePage("Tableaux de suivi");
  const viewer = useViewer();
  const { data, failure, retry } = useRouteQuery({ query: DIVISIONS, variables: {} });
  const divisions = data?.viewer?.divisions;
  const teacher = viewer.role === "TEACHER";
  const current = choosesDiploma(viewer) ? viewer.currentSpecialty : null;
  useAgain(current?.id ?? "", retry);
  return (
    <>
      <PageHead
        title="Tableaux de suivi"
        lead={
          teacher
            ? `Vos classes${current ? ` de ${current.shortTitle}` : ""}\u00a0: positionner les apprenants et faire leurs bilans.`
            : "Les positionnements et les bilans de chaque classe."
        }
      />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={4} height="6rem" />
        </Loading>
      )}
      {divisions?.length === 0 && (
        <EmptyState
          icon="users"
          title={
            current
              ? "Aucune de vos classes ne prépare ce diplôme."
              : teacher
                ? "Aucune classe ne vous est confiée pour l’instant."
                : "Aucune classe pour l’instant."
          }
        >
          Les classes et les services viennent de STSWEB, par l’import. Si une classe manque, c’est d’abord là
          qu’elle se corrige.
        </EmptyState>
      )}
      {divisions && (
        <ul className={css.divisions} key={current?.id}>
          {divisions.map((division) => (
            <li key={division.id} className={css.division}>
              <h2>
                <Link to={paths.trackingOf(division.id)}>{division.code}</Link>
              </h2>
              <p className={css.about}>
                {division.label !== division.code && <>{division.label} · </>}
                {plural(division.learnerCount, "apprenant", "apprenants")}
              </p>
              <Block>
                <Owed division={division.id} />
              </Block>
            </li>
          ))}
        </ul>
      )}
      {divisions && current && (
        <p className={css.others}>
          Vos autres classes sont sous vos autres diplômes : « Changer de diplôme » est à l’accueil et dans le
          menu à votre nom.
        </p>
      )}
    </>
  );
}

/** Where the bilans of a division stand, and its periods. */
function Owed({ division }: { division: string }) {
  const { data, failure, retry } = useRouteQuery({ query: OVERVIEW, variables: { divisionId: division } });
  const table = data?.trackingTable;
  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  if (!data) {
    return (
      <Loading onRetry={retry}>
        <Bars rows={2} height="1.25rem" />
      </Loading>
    );
  }
  if (!table) return null;
  if (!table.period) {
    return <p className="small muted">Les dates des périodes ne sont pas encore fixées.</p>;
  }
  const today = dates.today();
  const { period, done, expected, mine } = table;
  const left = dates.daysBetween(today, period.endsOn);
  return (
    <>
      <p className={css.now}>
        <b>{period.label}</b>
        <span className="muted">
          {period.startsOn > today
            ? `à partir du ${dates.short(period.startsOn)}`
            : `jusqu’au ${dates.short(period.endsOn)}, ${dates.delay(period.endsOn, today)}`}
        </span>
        {expected > 0 && done === expected ? (
          <StatePill tone="done">bouclé</StatePill>
        ) : mine > 0 && left < 0 ? (
          <StatePill tone="late">en retard</StatePill>
        ) : mine > 0 && left <= 14 ? (
          <StatePill tone="soon">bientôt</StatePill>
        ) : null}
      </p>
      <Gauge value={done} max={expected} />
      <p className="small">{progress(table)}</p>
      {table.periods.length > 1 && (
        <ul className={css.periods} aria-label="Périodes">
          {table.periods.map((one) => (
            <li key={one.id}>
              <Link
                to={paths.trackingOf(division)}
                search={{ periode: one.id } as never}
                className={one.id === period.id ? css.current : undefined}
              >
                {one.label}
              </Link>{" "}
              <span className="muted">{dates.range(one.startsOn, one.endsOn)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
