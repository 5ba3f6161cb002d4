import { Link } from "@tanstack/react-router";
import { FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { changes, STATES } from "../../lib/import-words";
import { plural } from "../../lib/text";
import { buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import { LAST_IMPORT } from "./home.gql";
import css from "./home.module.css";

/** The last import: where it stands, what it changed, what it left aside. */
export function LastImport() {
  const mayStart = useCan("START_IMPORT");
  const { data, failure, retry } = useRouteQuery({ query: LAST_IMPORT, variables: {} });
  const run = data?.imports.nodes[0];
  const state = run && STATES[run.state];
  return (
    <Card
      title="Dernier import"
      aside={
        state && (
          <StatePill tone={state.tone} filled>
            {state.word}
          </StatePill>
        )
      }
    >
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <div className={css.body}>
          <Loading onRetry={retry}>
            <Bars rows={2} height="1.5rem" />
          </Loading>
        </div>
      )}
      {data && !run && (
        <EmptyState
          icon="file"
          title="Aucun import pour l’instant."
          action={
            mayStart && (
              <Link to={paths.imports()} className={buttonClass({ variant: "filled" })}>
                Importer les données
              </Link>
            )
          }
        >
          Le premier crée les classes, les enseignants et les apprenants de l’année, après votre accord.
        </EmptyState>
      )}
      {run && (
        <div className={css.body}>
          <p>
            <Link to={paths.importRun(run.id)}>Import du {dates.shortInstant(run.startedAt)}</Link>
            <span className="muted">, par {run.startedBy}</span>
          </p>
          <p className="small">
            {plural(changes(run.counts), "changement", "changements")}
            {run.counts.undecided > 0 && <>, {plural(run.counts.undecided, "ligne", "lignes")} à décider</>}
            {run.counts.refused > 0 && (
              <>
                ,{" "}
                <Link to={paths.importRun(run.id)} search={{ operation: "REFUSED" } as never}>
                  {plural(run.counts.refused, "ligne refusée", "lignes refusées")}
                </Link>
              </>
            )}
            {run.undoableUntil && <>, annulable jusqu’au {dates.long(dates.dayOf(run.undoableUntil))}</>}.
          </p>
        </div>
      )}
    </Card>
  );
}
