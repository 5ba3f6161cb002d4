import { startTransition, useEffect, useState } from "react";
import { pipe, subscribe } from "wonka";
import { client } from "../../app/client";
import { type FragmentOf, type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { JOURNAL, JOURNAL_LINE } from "./console.gql";
import { keyOf, merge } from "./journal";
import css from "./journal.module.css";

type Line = ResultOf<typeof JOURNAL_LINE>;

/** Who does what, as it happens. It can be frozen (RGAA 13.8): what comes meanwhile waits behind a button. */
export function Journal({
  lines,
}: {
  lines: readonly (FragmentOf<typeof JOURNAL_LINE> & { seq: number })[];
}) {
  const [pushed, setPushed] = useState<readonly Line[]>([]);
  const [frozenAt, setFrozenAt] = useState<number | null>(null);
  const [after] = useState(() => lines[0]?.seq ?? 0);

  useEffect(() => {
    const { unsubscribe } = pipe(
      client.subscription(JOURNAL, { after }),
      subscribe(({ data }) => {
        const line = data && readFragment(JOURNAL_LINE, data.journal);
        if (line) startTransition(() => setPushed((now) => merge(now, [line])));
      }),
    );
    return unsubscribe;
  }, [after]);

  const known = merge(pushed, readFragment(JOURNAL_LINE, lines));
  const shown = frozenAt === null ? known : known.filter((line) => line.seq <= frozenAt);
  const waiting = known.length - shown.length;
  const newest = known[0]?.seq ?? 0;

  return (
    <Card
      title="En ce moment"
      className={css.journal ?? ""}
      actions={
        <Button
          variant="bare"
          icon={frozenAt === null ? "pause" : "play"}
          aria-pressed={frozenAt !== null}
          onClick={() => setFrozenAt(frozenAt === null ? newest : null)}
        >
          Figer
        </Button>
      }
    >
      {waiting > 0 && (
        <p className={css.waiting}>
          <Button onClick={() => setFrozenAt(newest)}>
            {plural(waiting, "nouveauté", "nouveautés")}, afficher
          </Button>
        </p>
      )}
      {shown.length === 0 ? (
        <EmptyState title="Rien encore aujourd’hui." />
      ) : (
        <div
          role="log"
          aria-live="off"
          aria-label="Journal de l’établissement"
          className={css.log}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
          tabIndex={0}
        >
          <ol>
            {shown.map((line) => (
              <li key={keyOf(line)} className={line.seq > after ? css.fresh : undefined}>
                <time dateTime={line.at}>{moment(line.at)}</time>
                <p>
                  <b>{line.actor}</b> {line.text}
                </p>
                {line.division && <span className={css.where}>{line.division.code}</span>}
              </li>
            ))}
          </ol>
        </div>
      )}
    </Card>
  );
}

function moment(at: string): string {
  return dates.dayOf(at) === dates.today() ? dates.time(at) : dates.short(dates.dayOf(at));
}
