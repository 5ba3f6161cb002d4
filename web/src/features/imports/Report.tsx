import { useEffect, useRef, useState } from "react";
import { FailureNotice } from "../../app/Block";
import { useRouteQuery } from "../../app/useRouteQuery";
import { readFragment } from "../../graphql/graphql";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { EmptyState } from "../../ui/empty/EmptyState";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { COUNTS, LINE, LINES } from "./imports.gql";
import css from "./imports.module.css";
import { ReportLine } from "./ReportLine";
import type { ImportSearch } from "./search";
import { type Run, SUBJECTS, type Subject } from "./words";

/** Lines on the first page, and on each page once all are asked for. */
const FIRST = 50;
const MORE = 200;

/** The lines of the report, those that ask for a decision first; R36. */
export function Report({
  run,
  search,
  onChange,
}: {
  run: Run;
  search: ImportSearch;
  onChange: (next: ImportSearch) => void;
}) {
  const subjects = run.countsBySubject
    .filter(({ counts }) =>
      Object.values(readFragment(COUNTS, counts)).some((n) => typeof n === "number" && n > 0),
    )
    .map(({ subject }) => subject);
  const filter = `${search.operation} ${search.sujet}`;
  return (
    <>
      {subjects.length > 1 && (
        <div className={css.filters}>
          <SegmentedControl<Subject | "">
            label="Afficher"
            value={search.sujet ?? ""}
            options={[
              { value: "", label: "Tout" },
              ...subjects.map((subject) => ({ value: subject, label: SUBJECTS[subject].title })),
            ]}
            onChange={(subject) => onChange({ sujet: subject || undefined })}
          />
          <p className="small muted">Ce qui demande une décision vient en premier.</p>
        </div>
      )}
      <Pages
        key={filter}
        run={run}
        search={search}
        onClear={() => onChange({ operation: undefined, sujet: undefined })}
      />
    </>
  );
}

function Pages({ run, search, onClear }: { run: Run; search: ImportSearch; onClear: () => void }) {
  const [all, setAll] = useState(false);
  const [total, setTotal] = useState<number | null>(null);
  const left = total === null ? 0 : total - FIRST;
  return (
    <>
      {total === 0 ? (
        <EmptyState
          title={
            search.operation || search.sujet
              ? "Aucune ligne ne correspond."
              : run.state === "READING"
                ? "La lecture commence."
                : "Aucune ligne."
          }
          action={
            (search.operation || search.sujet) && (
              <Button icon="x" onClick={onClear}>
                Effacer le filtre
              </Button>
            )
          }
        />
      ) : null}
      <section className={css.table} aria-label="Lignes du rapport" hidden={total === 0}>
        <table>
          <caption className="sr-only">Lignes du rapport d’import</caption>
          <thead>
            <tr>
              <th scope="col">Opération</th>
              <th scope="col">Nom</th>
              <th scope="col">Classe</th>
              <th scope="col">Détail</th>
            </tr>
          </thead>
          <PageOfLines run={run} search={search} after={null} all={all} onTotal={setTotal} />
        </table>
      </section>
      {!all && left > 0 && (
        <p className={css.more}>
          {plural(left, "autre ligne", "autres lignes")}{" "}
          <button type="button" className={css.all} onClick={() => setAll(true)}>
            Tout afficher
          </button>
        </p>
      )}
    </>
  );
}

/** One page of lines, then the next ones when all are asked for. */
function PageOfLines({
  run,
  search,
  after,
  all,
  onTotal,
}: {
  run: Run;
  search: ImportSearch;
  after: string | null;
  all: boolean;
  onTotal?: (total: number) => void;
}) {
  const { data, failure, retry } = useRouteQuery({
    query: LINES,
    variables: {
      id: run.id,
      first: after === null ? FIRST : MORE,
      after,
      outcome: search.operation ?? null,
      subject: search.sujet ?? null,
    },
  });
  const lines = data?.import?.lines;
  const total = lines?.totalCount;
  useEffect(() => {
    if (total !== undefined) onTotal?.(total);
  }, [total, onTotal]);

  // The lines follow the reading; afterwards they move only by decisions, which the cache knows.
  const stage = `${run.state} ${run.files.map((file) => file.state).join()}`;
  const seen = useRef(stage);
  useEffect(() => {
    if (seen.current === stage) return;
    seen.current = stage;
    retry();
  }, [stage, retry]);

  const end = lines?.pageInfo.hasNextPage ? lines.pageInfo.endCursor : null;
  return (
    <>
      <tbody>
        {failure && (
          <tr>
            <td colSpan={4}>
              <FailureNotice failure={failure} onRetry={retry} />
            </td>
          </tr>
        )}
        {!lines && !failure && (
          <tr>
            <td colSpan={4}>
              <Loading onRetry={retry}>
                <Bars rows={5} height="2rem" />
              </Loading>
            </td>
          </tr>
        )}
        {lines?.nodes.map((node) => (
          <ReportLine
            key={node.id}
            line={readFragment(LINE, node)}
            decidable={run.viewerCan.includes("DECIDE_IMPORT_LINE")}
          />
        ))}
      </tbody>
      {all && end && <PageOfLines run={run} search={search} after={end} all={all} />}
    </>
  );
}
