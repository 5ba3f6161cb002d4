import { useNavigate } from "@tanstack/react-router";
import { Block, FailureNotice } from "../../app/Block";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { Button } from "../../ui/button/Button";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { CalendarList } from "./CalendarList";
import { CALENDAR, CALENDAR_CHANGED, LINE, PARTS } from "./calendar.gql";
import { type CalendarSearch, calendarRoute } from "./route";

/** The official dates of the year, by specialty and class level; R41–R50. */
export function CalendarPage() {
  usePage("Calendrier officiel");
  const viewer = useViewer();
  const search = calendarRoute.useSearch();
  const navigate = useNavigate({ from: calendarRoute.fullPath });
  const { data, failure, retry } = useRouteQuery({ query: CALENDAR, variables: {}, state: CALENDAR_CHANGED });
  const calendar = data?.calendar && readFragment(PARTS, data.calendar);
  const change = (next: CalendarSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });

  if (!calendar) {
    return (
      <>
        <PageHead title="Calendrier officiel" />
        {failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : data ? (
          <EmptyState icon="calendar-days" title="Aucune année scolaire n’est encore ouverte.">
            Le premier import la crée, avec les classes et leurs diplômes.
          </EmptyState>
        ) : (
          <Loading onRetry={retry}>
            <Bars rows={6} height="4.5rem" />
          </Loading>
        )}
      </>
    );
  }
  const { schoolYear } = calendar;
  const lines = calendar.lines.map((line) => readFragment(LINE, line));
  return (
    <>
      <p className="print-only">
        {viewer.establishment.name}, {viewer.establishment.uai}, le {dates.plain(dates.today())}
      </p>
      <PageHead
        title="Calendrier officiel"
        lead={`Année ${schoolYear.label}, du ${dates.plain(schoolYear.startsOn)} au ${dates.plain(schoolYear.endsOn)}. Les dates changent aussitôt sur tous les écrans.`}
        actions={
          <Button icon="printer" onClick={() => window.print()}>
            Imprimer
          </Button>
        }
      />
      <Block>
        <CalendarList calendar={calendar} lines={lines} search={search} onChange={change} />
      </Block>
    </>
  );
}
