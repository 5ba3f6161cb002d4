import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan, useViewer } from "../../app/viewer";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { download } from "../../lib/download";
import { PHONE, useMedia } from "../../lib/media";
import { capital } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { Chip } from "../../ui/state-pill/StatePill";
import { AwaitingList } from "./AwaitingList";
import { Bilans } from "./Bilans";
import { ClassList } from "./ClassList";
import { AWAITING, CONSOLE, CONSOLE_CHANGED, CONSOLE_PARTS } from "./console.gql";
import css from "./console.module.css";
import { consoleCsv } from "./export";
import { Journal } from "./Journal";
import { type ConsoleSearch, consoleRoute } from "./route";
import { Steps, StepsSummary } from "./Steps";
import { Summary } from "./Summary";

const AttachMef = lazy(() => import("./AttachMef"));

type Console = ResultOf<typeof CONSOLE_PARTS>;

/** The DDFTP's live picture: the steps of the year, the bilans of each class, what awaits, what happens. */
export function ConsolePage() {
  usePage("Console de pilotage");
  const viewer = useViewer();
  const whole = useCan("READ_CONSOLE_DETAIL");
  const phone = useMedia(PHONE);
  const search = consoleRoute.useSearch();
  const navigate = useNavigate({ from: consoleRoute.fullPath });
  const { data, failure, retry } = useRouteQuery({
    query: CONSOLE,
    variables: { whole },
    state: CONSOLE_CHANGED,
    stateVariables: {},
  });
  const picture = data?.console && readFragment(CONSOLE_PARTS, data.console);

  const change = (next: Partial<ConsoleSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const onDetail = (id: string | undefined) => change({ detail: id });
  const onAttach = () => change({ rattacher: true });

  if (!picture) {
    return (
      <>
        <PageHead title="Console de pilotage" />
        {failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : data ? (
          <EmptyState icon="lock" title="Réservé au DDFTP et au chef d’établissement.">
            {viewer.modules.includes("TRACKING") &&
              "L’avancement de vos propres classes est dans les tableaux de suivi."}
          </EmptyState>
        ) : (
          <Loading onRetry={retry}>
            <Bars rows={1} height="4.25rem" />
            <br />
            <Bars rows={9} height="3.1rem" />
          </Loading>
        )}
      </>
    );
  }

  const awaiting = (shown: number) => (
    <Block>
      <AwaitingList data={picture} shown={shown} onAttach={onAttach} />
    </Block>
  );
  const journal = whole && data.journal && (
    <Block>
      <Journal lines={data.journal} />
    </Block>
  );
  const attaching = search.rattacher && (
    <Suspense>
      <AttachMef data={picture} onClose={() => change({ rattacher: undefined })} />
    </Suspense>
  );

  if (phone) {
    return (
      <div className={css.phone}>
        <PageHead title="Console de pilotage" />
        <Summary picture={picture} whole={whole} steps={<StepsSummary data={picture} />} />
        {!whole && <StepsOnly />}
        {whole && picture.groups.length > 0 && (
          <>
            <Card title="Ce qui vous attend" aside={<AwaitingCount data={picture} />}>
              {awaiting(2)}
            </Card>
            <Block>
              {search.vue === "grille" ? (
                <Bilans
                  data={picture}
                  today={picture.today}
                  search={search}
                  onChange={change}
                  onDetail={onDetail}
                  onList={() => change({ vue: undefined, detail: undefined })}
                />
              ) : (
                <ClassList
                  data={picture}
                  today={picture.today}
                  detail={search.detail}
                  onDetail={onDetail}
                  onGrid={() => change({ vue: "grille" })}
                />
              )}
            </Block>
            {journal}
          </>
        )}
        {attaching}
      </div>
    );
  }

  return (
    <>
      <p className="print-only">
        {viewer.establishment.name}, {viewer.establishment.uai}, le {dates.plain(picture.today)}
      </p>
      <PageHead
        title="Console de pilotage"
        lead={lead(picture)}
        actions={
          whole && (
            <>
              <Button icon="printer" onClick={() => window.print()}>
                Imprimer
              </Button>
              <Button
                icon="download"
                onClick={() =>
                  download(
                    `${viewer.establishment.uai}_console_${picture.today}.csv`,
                    consoleCsv(picture, search.vue === "a-traiter"),
                  )
                }
              >
                Exporter
              </Button>
            </>
          )
        }
      />
      <Block>
        <Steps data={picture} />
      </Block>
      {!whole && <StepsOnly />}
      {whole && (
        <div className={css.grid}>
          <div className={css.column}>
            <Block>
              <Bilans
                data={picture}
                today={picture.today}
                search={search}
                onChange={change}
                onDetail={onDetail}
              />
            </Block>
          </div>
          <div className={`${css.column} ${css.right}`}>
            <Card title="Ce qui vous attend" aside={<AwaitingCount data={picture} />}>
              {awaiting(6)}
            </Card>
            {journal}
          </div>
        </div>
      )}
      {attaching}
    </>
  );
}

/** The administrator prepares the year; what is done with it is read by others. */
function StepsOnly() {
  return (
    <EmptyState icon="lock" title="L’avancement des bilans est réservé au DDFTP et au chef d’établissement.">
      Ici se lisent les étapes qui préparent l’année et dépendent de vous.
    </EmptyState>
  );
}

/** How many things await; nothing is shown when none does. */
function AwaitingCount({ data }: { data: Console }) {
  const { awaiting } = readFragment(AWAITING, data);
  return awaiting.length > 0 ? <Chip>{awaiting.length}</Chip> : null;
}

function lead(picture: Console): string {
  const today = `${capital(dates.full(picture.today))}.`;
  if (!picture.currentEndsOn || !picture.currentLabel) return today;
  const days = dates.daysBetween(picture.today, picture.currentEndsOn);
  const what = `des bilans du ${picture.currentLabel.toLocaleLowerCase("fr-FR")}`;
  if (days > 1) return `${today} ${days} jours avant la fin ${what}.`;
  if (days === 1) return `${today} La fin ${what} est demain.`;
  if (days === 0) return `${today} La fin ${what} est aujourd’hui.`;
  return `${today} La fin ${what} est passée ${dates.delay(picture.currentEndsOn, picture.today)}.`;
}
