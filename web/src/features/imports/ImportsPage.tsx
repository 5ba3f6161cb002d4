import { Link } from "@tanstack/react-router";
import { Block, FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { changes, STATES } from "../../lib/import-words";
import { plural } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Notice } from "../../ui/notice/Notice";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import { COUNTS, IMPORTS } from "./imports.gql";
import css from "./imports.module.css";
import { NewImport } from "./NewImport";
import { OutsideSiecle } from "./OutsideSiecle";
import { KINDS } from "./words";

/** A new import, and those of before; R29–R40. */
export function ImportsPage() {
  usePage("Importer les données");
  const can = useCan("START_IMPORT");
  return (
    <>
      <PageHead
        title="Importer les données"
        lead="Rien ne change tant que vous n’appliquez pas. Aucun dossier d’apprenant n’est jamais effacé."
      />
      <div className={css.two}>
        {can && (
          <div className={css.column}>
            <NewImport />
            <OutsideSiecle />
          </div>
        )}
        <Block>
          <Previous can={can} />
        </Block>
      </div>
    </>
  );
}

/** The reports that the reader may see; who may neither import nor read any is told whose page it is. */
function Previous({ can }: { can: boolean }) {
  const { data, failure, retry } = useRouteQuery({ query: IMPORTS, variables: {} });
  const runs = data?.imports.nodes ?? [];
  if (!can && data && runs.length === 0)
    return <EmptyState icon="lock" title="Réservé à l’administrateur et au DDFTP." />;
  return (
    <Card
      title="Imports précédents"
      aside={
        data && data.imports.totalCount > 0 && <span className="small muted">{data.imports.totalCount}</span>
      }
    >
      {!can && runs.length > 0 && (
        <Notice title="Réservé à l’administrateur et au DDFTP">
          <span>Vous pouvez lire les rapports des imports déjà faits.</span>
        </Notice>
      )}
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={4} />
        </Loading>
      )}
      {data && runs.length === 0 && (
        <EmptyState icon="file" title="Aucun import pour l’instant.">
          Le premier crée les classes, les enseignants et les apprenants de l’année, après votre accord.
        </EmptyState>
      )}
      {runs.length > 0 && (
        <ul className={css.runs}>
          {runs.map((run) => {
            const counts = readFragment(COUNTS, run.counts);
            const state = STATES[run.state];
            return (
              <li key={run.id}>
                <div>
                  <Link to={paths.importRun(run.id)}>Import du {dates.shortInstant(run.startedAt)}</Link>
                  <p className="small muted">
                    {[
                      `par ${run.startedBy}`,
                      `année ${run.schoolYearLabel}`,
                      run.files
                        .map((file) => (file.kind ? KINDS[file.kind].toLocaleLowerCase("fr-FR") : file.name))
                        .join(", "),
                    ].join(" · ")}
                  </p>
                  <p className="small">
                    {plural(changes(counts), "changement", "changements")}
                    {counts.refused > 0 && (
                      <>
                        ,{" "}
                        <Link to={paths.importRun(run.id)} search={{ operation: "REFUSED" } as never}>
                          {plural(counts.refused, "ligne refusée", "lignes refusées")}
                        </Link>
                      </>
                    )}
                    {run.undoableUntil && (
                      <>, annulable jusqu’au {dates.long(dates.dayOf(run.undoableUntil))}</>
                    )}
                  </p>
                </div>
                <StatePill tone={state.tone} filled>
                  {state.word}
                </StatePill>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
