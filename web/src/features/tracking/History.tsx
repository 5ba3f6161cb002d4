import { useState } from "react";
import { FailureNotice } from "../../app/Block";
import { useRouteQuery } from "../../app/useRouteQuery";
import * as dates from "../../lib/dates";
import css from "./panel.module.css";
import { HISTORY } from "./tracking.gql";
import type { Table } from "./words";

/** What a bilan said before each time it was reopened; asked when opened. */
export function History({ id, version, table }: { id: string; version: number; table: Table }) {
  const [open, setOpen] = useState(false);
  // A bilan never saved again has no history.
  if (version <= 1) return null;
  return (
    <details className={css.history} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Historique</summary>
      {open && <Versions id={id} table={table} />}
    </details>
  );
}

function Versions({ id, table }: { id: string; table: Table }) {
  const { data, failure, retry } = useRouteQuery({
    query: HISTORY,
    variables: {
      divisionId: table.division.id,
      periodId: table.period?.id ?? null,
      frameworkId: table.framework?.id ?? null,
    },
  });
  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  const versions = data?.trackingTable?.rows.find((row) => row.bilan?.id === id)?.bilan?.history;
  if (!versions) return null;
  if (versions.length === 0) return <p className="small muted">Ce bilan n’a jamais été rouvert.</p>;
  return (
    <ol>
      {versions.map((one) => (
        <li key={one.number}>
          <p className="small">
            <b>Version {one.number}</b>, validée le {dates.shortInstant(one.validatedAt)}, rouverte le{" "}
            {dates.shortInstant(one.reopenedAt)} par {one.reopenedBy.displayName} : {one.reason}
          </p>
          {one.synthesis && <blockquote>{one.synthesis}</blockquote>}
        </li>
      ))}
    </ol>
  );
}
