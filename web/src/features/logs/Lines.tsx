import { useRef } from "react";
import { FailureNotice } from "../../app/Block";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan } from "../../app/viewer";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { DateField } from "../../ui/date-field/DateField";
import { EmptyState } from "../../ui/empty/EmptyState";
import { SearchField } from "../../ui/search-field/SearchField";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { ExportLog } from "./ExportLog";
import { type ActLine, ActRow, type ReadLine, ReadRow } from "./LineRow";
import { ACTS, READS } from "./logs.gql";
import css from "./logs.module.css";
import { filtered, type LogsSearch, variablesOf } from "./search";

/** One of the two logs under its filters, the newest line first: fifty, then fifty more. */
export function Lines({ search, onChange }: { search: LogsSearch; onChange: (next: LogsSearch) => void }) {
  const narrow = (next: LogsSearch) => onChange({ ...next, pages: undefined });
  const title = search.lectures ? "Dossiers lus" : "Ce qui a été fait";
  const takesAway = useCan("EXPORT_LOGS");
  return (
    <Card title={title} actions={takesAway && <ExportLog search={search} />}>
      <search className={css.filters}>
        <SearchField
          label={search.lectures ? "Qui a lu, ou qui a été lu" : "Une personne ou une action"}
          placeholder="Nom ou prénom"
          className={css.words}
          value={search.mots ?? ""}
          onSearch={(mots) => narrow({ mots: mots || undefined })}
        />
        <DateField label="Du" value={search.du ?? ""} onDay={(du) => narrow({ du: du || undefined })} />
        <DateField label="Au" value={search.au ?? ""} onDay={(au) => narrow({ au: au || undefined })} />
      </search>
      <div className={css.table}>
        <table>
          <caption className="sr-only">{title}, du plus récent au plus ancien</caption>
          <thead>
            <tr>
              <th scope="col">Quand</th>
              <th scope="col">Qui</th>
              <th scope="col">Quoi</th>
              <th scope="col">{search.lectures ? "De qui" : "Compte"}</th>
              {search.lectures && <th scope="col">Depuis</th>}
            </tr>
          </thead>
          <PageOf search={search} after={null} left={search.pages ?? 1} onChange={onChange} />
        </table>
      </div>
    </Card>
  );
}

/** One page of a log, then those after it that are open. */
function PageOf({
  search,
  after,
  left,
  onChange,
}: {
  search: LogsSearch;
  after: string | null;
  left: number;
  onChange: (next: LogsSearch) => void;
}) {
  const { rows, next, failure, retry } = usePageOf(search, after);
  const columns = search.lectures ? 5 : 4;
  const whole = (content: React.ReactNode) => (
    <tbody>
      <tr>
        <td colSpan={columns} className={css.whole}>
          {content}
        </td>
      </tr>
    </tbody>
  );
  if (!rows) {
    return whole(
      failure ? (
        <FailureNotice failure={failure} onRetry={retry} />
      ) : (
        <Loading onRetry={retry}>
          <Bars rows={8} height="2.25rem" />
        </Loading>
      ),
    );
  }
  if (rows.length === 0 && after === null) return whole(<Nothing search={search} onChange={onChange} />);
  return (
    <>
      <tbody>{rows}</tbody>
      {next && left > 1 && <PageOf search={search} after={next} left={left - 1} onChange={onChange} />}
      {next &&
        left <= 1 &&
        whole(
          <Button icon="chevron-down" onClick={() => onChange({ pages: (search.pages ?? 1) + 1 })}>
            Afficher la suite
          </Button>,
        )}
    </>
  );
}

type Lines<Line> = { nodes: Line[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

/** What either log answers. */
type LogData = { auditLog?: Lines<ActLine>; readingLog?: Lines<ReadLine> };

/** The rows of one page of the log that is wanted. */
function usePageOf(search: LogsSearch, after: string | null) {
  const asked = useRouteQuery<LogData, ReturnType<typeof variablesOf>>({
    query: search.lectures ? READS : ACTS,
    variables: variablesOf(search, after),
  });
  // What is on screen stays there while what the next letter finds is on its way.
  const last = useRef(asked.data);
  if (asked.data) last.current = asked.data;
  const data = asked.data ?? (asked.failure ? undefined : last.current);
  const rows =
    data?.auditLog?.nodes.map((line) => <ActRow key={line.number} line={line} />) ??
    data?.readingLog?.nodes.map((line) => <ReadRow key={`${line.number} ${line.at}`} line={line} />);
  const page = data?.auditLog?.pageInfo ?? data?.readingLog?.pageInfo;
  return {
    rows,
    next: page?.hasNextPage ? page.endCursor : null,
    failure: asked.failure,
    retry: asked.retry,
  };
}

function Nothing({ search, onChange }: { search: LogsSearch; onChange: (next: LogsSearch) => void }) {
  const some = filtered(search);
  return (
    <EmptyState
      icon={some ? "search" : "history"}
      title={some ? "Aucune ligne ne correspond." : "Rien n’a encore été noté."}
      action={
        some && (
          <Button
            icon="x"
            onClick={() => onChange({ mots: undefined, du: undefined, au: undefined, pages: undefined })}
          >
            Effacer les filtres
          </Button>
        )
      }
    />
  );
}
