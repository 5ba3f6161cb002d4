import { useRef, useState } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { useRouteQuery } from "../../app/useRouteQuery";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { NBSP } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill, type StateTone } from "../../ui/state-pill/StatePill";
import { toast } from "../../ui/toast/toast";
import { OpenAccess } from "./OpenAccess";
import { SettingsFrame } from "./SettingsFrame";
import { CLOSE_ACCESS, WINDOW, WINDOWS } from "./settings.gql";
import css from "./settings.module.css";

/** What the head opens to inspectors, and what was opened; R173, R174. */
export function InspectionPage() {
  return (
    <SettingsFrame
      title="Accès inspecteur"
      lead="Des jours et des diplômes, en lecture seule. Chaque lecture d’un inspecteur est notée."
    >
      {(_, { viewerCan }) =>
        viewerCan.includes("CLOSE_INSPECTOR_ACCESS") ? (
          <div className={css.stack}>
            {viewerCan.includes("OPEN_INSPECTOR_ACCESS") && <OpenAccess />}
            <Windows />
          </div>
        ) : (
          <EmptyState icon="lock" title="Réservé au chef d’établissement et à l’administrateur.">
            Le chef d’établissement ouvre un accès{NBSP}; l’administrateur peut le fermer.
          </EmptyState>
        )
      }
    </SettingsFrame>
  );
}

type Window = ResultOf<typeof WINDOW>;

const STATES: Record<Window["state"], { tone: StateTone; word: string }> = {
  OPEN: { tone: "done", word: "ouvert" },
  COMING: { tone: "soon", word: "à venir" },
  OVER: { tone: "waiting", word: "terminé" },
  CLOSED: { tone: "draft", word: "fermé" },
};

function Windows() {
  const { data, failure, retry } = useRouteQuery({ query: WINDOWS, variables: { first: 200 } });
  const list = useRef<HTMLUListElement>(null);
  const windows = data?.inspectorWindows.nodes.map((node) => readFragment(WINDOW, node));
  return (
    <Card title="Accès ouverts, à venir et passés">
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!windows && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="3rem" />
        </Loading>
      )}
      {windows?.length === 0 && <EmptyState icon="lock" title="Aucun accès n’a été ouvert." />}
      {windows && windows.length > 0 && (
        <ul className={css.list} ref={list} tabIndex={-1} aria-label="Accès d’inspection">
          {windows.map((window) => (
            <Line key={window.id} window={window} onClosed={() => list.current?.focus()} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ window, onClosed }: { window: Window; onClosed: () => void }) {
  const [busy, setBusy] = useState(false);
  const { tone, word } = STATES[window.state];
  const name = window.inspector?.displayName ?? "Inspecteur";
  const close = async () => {
    setBusy(true);
    const input = { windowId: window.id };
    const { data, error } = await client.mutation(CLOSE_ACCESS, { input }).toPromise();
    setBusy(false);
    const [problem] = Object.values(problemsOf(error, data?.closeInspectorAccess.errors));
    if (problem) toast(problem, { tone: "late" });
    else {
      toast(`Accès de ${name} fermé.`);
      onClosed();
    }
  };
  return (
    <li>
      <div>
        <p className={css.who}>
          <b>{name}</b>
          <StatePill tone={tone}>{word}</StatePill>
        </p>
        <p className="small">
          {dates.range(window.startsOn, window.endsOn)} ·{" "}
          {window.specialties.map((specialty) => specialty.shortTitle).join(", ")}
          {window.closedAt && <> · fermé le {dates.shortInstant(window.closedAt)}</>}
        </p>
      </div>
      {window.viewerCan.includes("CLOSE_INSPECTOR_ACCESS") && (
        <Button icon="lock" busy={busy} onClick={() => void close()}>
          Fermer l’accès<span className="sr-only"> de {name}</span>
        </Button>
      )}
    </li>
  );
}
