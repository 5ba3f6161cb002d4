import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { TO_ANSWER_MOVED } from "../../app/counts.gql";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { preload, useRouteQuery } from "../../app/useRouteQuery";
import { familiar, useViewer } from "../../app/viewer";
import { readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { Button, buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import css from "./help.module.css";
import { ticketsRoute } from "./route";
import type { TicketsSearch } from "./search";
import { DESK, TICKET_LINE, TICKETS } from "./tickets.gql";
import { CATEGORIES, standingWords, wordsFor } from "./words";

type Shelf = "MINE" | "TO_ANSWER" | "OF_SCHOOL";
const SHELVES: Record<NonNullable<TicketsSearch["vue"]>, Shelf> = {
  "a-repondre": "TO_ANSWER",
  etablissement: "OF_SCHOOL",
};

/** What one asked of the assistance; for who answers, what the school asks too; R166. */
export function TicketsPage() {
  usePage("Demandes à l’assistance");
  const navigate = useNavigate({ from: ticketsRoute.fullPath });
  const { vue } = ticketsRoute.useSearch();
  const { data } = useRouteQuery({ query: DESK, variables: {}, state: TO_ANSWER_MOVED });
  const desk = data?.supportDesk;
  const shelf = vue && desk?.answers ? SHELVES[vue] : "MINE";
  return (
    <div className={css.help}>
      <PageHead
        title="Demandes à l’assistance"
        above={<Link to={paths.help()}>Assistance</Link>}
        actions={
          desk?.mayWrite && (
            <Link className={buttonClass({ variant: "filled" })} to={paths.writeTicket()}>
              <Icon name="message-square" />
              Écrire à l’assistance
            </Link>
          )
        }
      />
      {desk?.answers && (
        <SegmentedControl<"a-repondre" | "etablissement" | "miennes">
          label="Afficher"
          value={vue ?? "miennes"}
          options={[
            {
              value: "a-repondre",
              label: (
                <>
                  À répondre <b>{desk.toAnswer}</b>
                </>
              ),
            },
            { value: "etablissement", label: "De l’établissement" },
            { value: "miennes", label: "Les miennes" },
          ]}
          onChange={(next) =>
            void navigate({ search: next === "miennes" ? {} : { vue: next }, replace: true })
          }
        />
      )}
      <Block>
        <List key={shelf} shelf={shelf} />
      </Block>
    </div>
  );
}

function List({ shelf }: { shelf: Shelf }) {
  const words = wordsFor(familiar(useViewer()));
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  return (
    <Card
      title={shelf === "MINE" ? "Mes demandes" : shelf === "TO_ANSWER" ? "À répondre" : "De l’établissement"}
    >
      {pages.map((after, at) => (
        <Page
          key={after ?? ""}
          shelf={shelf}
          after={after}
          none={
            shelf === "MINE"
              ? words.none
              : shelf === "TO_ANSWER"
                ? "Toutes les demandes ont leur réponse."
                : "Aucune demande de l’établissement."
          }
          onMore={at === pages.length - 1 ? (next) => setPages([...pages, next]) : undefined}
        />
      ))}
    </Card>
  );
}

function Page({
  shelf,
  after,
  none,
  onMore,
}: {
  shelf: Shelf;
  after: string | null;
  none: string;
  onMore: ((after: string) => void) | undefined;
}) {
  const { data, failure, retry } = useRouteQuery({ query: TICKETS, variables: { shelf, after } });
  // What was answered meanwhile is asked again each time the list opens.
  useEffect(() => preload(TICKETS, { shelf, after }), [shelf, after]);
  if (failure) return <FailureNotice failure={failure} onRetry={retry} />;
  if (!data) {
    return (
      <Loading onRetry={retry}>
        <Bars rows={3} height="3.5rem" />
      </Loading>
    );
  }
  const { nodes, totalCount, pageInfo } = data.tickets;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  if (totalCount === 0) {
    return <EmptyState icon={shelf === "TO_ANSWER" ? "circle-check" : "message-square"} title={none} />;
  }
  return (
    <>
      <ul className={css.tickets}>
        {nodes.map((node) => {
          const line = readFragment(TICKET_LINE, node);
          const standing = standingWords(line);
          return (
            <li key={line.id}>
              <div>
                <Link to={paths.ticket(line.id)}>{line.title}</Link>
                <p className="small muted">
                  {[
                    CATEGORIES[line.category],
                    !line.mine && line.author?.displayName,
                    `écrite le ${dates.shortInstant(line.createdAt)}`,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              </div>
              <StatePill tone={standing.tone}>{standing.text}</StatePill>
            </li>
          );
        })}
      </ul>
      {next && onMore && (
        <p className={css.more}>
          <Button icon="chevron-down" onClick={() => onMore(next)}>
            Afficher la suite
          </Button>
        </p>
      )}
    </>
  );
}
