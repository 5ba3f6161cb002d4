import { useState } from "react";
import { FailureNotice } from "../../app/Block";
import { useAgain, useRouteQuery } from "../../app/useRouteQuery";
import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { HISTORY } from "./details.gql";
import css from "./panel.module.css";
import { cellWords, type Table } from "./words";

type Bilan = Extract<NonNullable<ResultOf<typeof HISTORY>["node"]>, { history: unknown }>;
type Version = Bilan["history"][number];

/** What a bilan said before something else took its place; asked when opened, and again when `moved` differs. */
export function History({ id, moved, table }: { id: string; moved: string; table: Table }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.history} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Historique</summary>
      {open && <Versions id={id} moved={moved} table={table} />}
    </details>
  );
}

function Versions({ id, moved, table }: { id: string; moved: string; table: Table }) {
  const { data, failure, retry } = useRouteQuery({ query: HISTORY, variables: { id } });
  useAgain(moved, retry);
  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  if (!data?.node || !("history" in data.node)) return null;
  const { history } = data.node;
  if (history.length === 0) {
    return <p className="small muted">Aucune autre version de ce bilan.</p>;
  }
  return (
    <ol>
      {history.map((one) => (
        <li key={one.number}>
          <p className="small">
            <b>Version {one.number}</b>, {fate(one)}
          </p>
          {one.synthesis && <blockquote>{one.synthesis}</blockquote>}
          {one.levels.length > 0 && (
            <ul className="small">
              {table.competencies.flatMap(({ id: item, code }) => {
                const level = one.levels.find(({ itemId }) => itemId === item);
                if (!level) return [];
                const cell = { ...level, comment: level.comment ?? "" };
                return (
                  <li key={item}>
                    <b>{code}</b> {cellWords(cell, table.framework?.scale)}
                  </li>
                );
              })}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

/** What became of a version, and by whom. */
function fate({ cause, writtenBy, validatedAt, keptAt, keptBy, reason }: Version): string {
  const kept = dates.shortInstant(keptAt);
  const author = writtenBy ? ` par ${writtenBy.displayName}` : "";
  switch (cause) {
    case "REOPENED":
      return `validée le ${validatedAt ? dates.shortInstant(validatedAt) : ""}, rouverte le ${kept} par ${keptBy.displayName}\u00a0: ${reason}`;
    case "REPLACED":
      return `écrite${author}, remplacée le ${kept} par la saisie de ${keptBy.displayName}`;
    case "SET_ASIDE":
      return `écrite${author}, écartée le ${kept} au profit de la saisie d’un collègue`;
  }
}
