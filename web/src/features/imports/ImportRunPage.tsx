import { Link, useNavigate } from "@tanstack/react-router";
import { Block, FailureNotice } from "../../app/Block";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { changes } from "../../lib/import-words";
import { Button, buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Chip } from "../../ui/state-pill/StatePill";
import { ApplyBar } from "./ApplyBar";
import { Files } from "./Files";
import { COUNTS, IMPORT, PROGRESS, RUN } from "./imports.gql";
import css from "./imports.module.css";
import { Report } from "./Report";
import { RunNotice } from "./RunNotice";
import { importRunRoute } from "./route";
import type { ImportSearch } from "./search";
import { Totals } from "./Totals";

/** One import: what is read, what would change or has changed, and the way back; R35, R36. */
export function ImportRunPage() {
  const { id } = importRunRoute.useParams();
  const search = importRunRoute.useSearch();
  const navigate = useNavigate({ from: importRunRoute.fullPath });
  const viewer = useViewer();
  const { data, failure, retry } = useRouteQuery({
    query: IMPORT,
    variables: { id },
    state: PROGRESS,
    stateVariables: { importId: id },
  });
  const run = data?.import && readFragment(RUN, data.import);
  usePage(run ? `Import du ${dates.short(dates.dayOf(run.startedAt))}` : "Import");
  const change = (next: ImportSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });

  if (!run) {
    return (
      <>
        <PageHead title="Import" above={<Link to={paths.imports()}>Imports</Link>} />
        {failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : data ? (
          <FailureNotice failure={{ kind: "missing" }} />
        ) : (
          <Loading onRetry={retry}>
            <Bars rows={1} height="6rem" />
            <br />
            <Bars rows={8} />
          </Loading>
        )}
      </>
    );
  }
  const counts = readFragment(COUNTS, run.counts);
  const reading = run.state === "READING";
  const done = run.state === "APPLIED" || run.state === "UNDONE";
  const read = run.state !== "REFUSED" && run.state !== "INTERRUPTED";
  return (
    <>
      <p className="print-only">
        {viewer.establishment.name}, {viewer.establishment.uai}, le {dates.plain(dates.today())}
      </p>
      <PageHead
        title={`Import du ${dates.shortInstant(run.startedAt)}`}
        above={<Link to={paths.imports()}>Imports</Link>}
        lead={`Lancé par ${run.startedBy}, année ${run.schoolYearLabel}${run.newYear ? " (nouvelle année)" : ""}.`}
        actions={
          read && (
            <>
              <Button icon="printer" onClick={() => window.print()}>
                Imprimer
              </Button>
              <a className={buttonClass()} href={`${paths.importRun(run.id)}/report.csv`} download>
                <Icon name="download" />
                Rapport (CSV)
              </a>
            </>
          )
        }
      />
      <RunNotice run={run} />
      <div className={done ? `${css.two} ${css.done}` : css.two}>
        <Block>
          <Files run={run} />
        </Block>
        {read && (
          <Card
            title={done ? "Ce qui a changé" : "2. Ce qui va changer"}
            aside={reading && <Chip>se met à jour pendant la lecture</Chip>}
          >
            <Totals run={run} shown={search.operation} onShow={(operation) => change({ operation })} />
            <Block>
              <Report key={run.id} run={run} search={search} onChange={change} />
            </Block>
            <ApplyBar run={run} changes={changes(counts)} />
          </Card>
        )}
      </div>
    </>
  );
}
