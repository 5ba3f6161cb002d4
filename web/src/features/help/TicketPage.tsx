import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, ROLE_NAMES, useViewer } from "../../app/viewer";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { StatePill } from "../../ui/state-pill/StatePill";
import { toast } from "../../ui/toast/toast";
import css from "./help.module.css";
import { JoinedFile } from "./JoinedFile";
import { ReplyForm } from "./ReplyForm";
import { ticketRoute } from "./route";
import { CLOSE, THREAD, TICKET, TICKET_LINE, TICKET_MOVED } from "./tickets.gql";
import { CATEGORIES, standingWords, wordsFor } from "./words";

type Thread = ResultOf<typeof THREAD>;

/** A request and what was answered, live; R165, R166. */
export function TicketPage() {
  const { ticketId } = ticketRoute.useParams();
  return <Reading key={ticketId} id={ticketId} />;
}

function Reading({ id }: { id: string }) {
  const { data, failure, retry } = useRouteQuery({ query: TICKET, variables: { id }, state: TICKET_MOVED });
  const ticket = data?.ticket && readFragment(THREAD, data.ticket);
  const line = ticket && readFragment(TICKET_LINE, ticket);
  usePage(line ? line.title : "Demande");
  const above = (
    <>
      <Link to={paths.help()}>Assistance</Link>
      <span aria-hidden="true">/</span>
      <Link to={paths.tickets()} search={(line && !line.mine ? { vue: "a-repondre" } : {}) as never}>
        Demandes
      </Link>
    </>
  );
  if (!ticket || !line) {
    return (
      <>
        <PageHead title="Demande" above={above} />
        {failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : data ? (
          <FailureNotice failure={{ kind: "missing" }} />
        ) : (
          <Loading onRetry={retry}>
            <Bars rows={3} height="6rem" />
          </Loading>
        )}
      </>
    );
  }
  const standing = standingWords(line);
  return (
    <div className={css.help}>
      <PageHead
        title={line.title}
        above={above}
        lead={
          <StatePill tone={standing.tone} filled>
            {standing.text}
          </StatePill>
        }
        actions={ticket.viewerCan.includes("CLOSE_TICKET") && <Close id={id} />}
      />
      <Sent ticket={ticket} />
      <ol className={css.thread} aria-label="Messages">
        {ticket.messages.map((message) => (
          <li key={message.id} className={message.mine ? css.mine : undefined}>
            <p className={css.said}>
              <b>{message.mine ? "Moi" : (message.author?.displayName ?? "L’établissement")}</b>
              <time dateTime={message.at}>{dates.shortInstant(message.at)}</time>
            </p>
            <p className={css.text}>{message.text}</p>
            {message.file && <JoinedFile file={message.file} />}
          </li>
        ))}
      </ol>
      {ticket.viewerCan.includes("REPLY_TICKET") && (
        <ReplyForm
          id={id}
          closed={line.standing === "CLOSED"}
          joins={ticket.viewerCan.includes("ATTACH_TICKET_FILE")}
        />
      )}
      <Joined ticket={ticket} />
    </div>
  );
}

/** What is said to the author of a request that left by letter. */
function Sent({ ticket }: { ticket: Thread }) {
  const words = wordsFor(familiar(useViewer()));
  const { desk, mine, standing } = readFragment(TICKET_LINE, ticket);
  if (desk !== "SUPPORT" || !mine) return null;
  return (
    <Notice title="Transmise à l’assistance d’Établi">
      <p>
        {ticket.answeredTo
          ? `La réponse arrive par courrier électronique à ${ticket.answeredTo}.`
          : "La réponse arrive par courrier électronique."}
      </p>
      {standing === "LATE" && <p>{words.late}</p>}
    </Notice>
  );
}

/** What went with the first message. */
function Joined({ ticket }: { ticket: Thread }) {
  const { category, mine, author } = readFragment(TICKET_LINE, ticket);
  return (
    <Card title="Ce qui est parti avec la demande" className={css.joined}>
      <dl className={css.facts}>
        {!mine && author && (
          <>
            <dt>Auteur</dt>
            <dd>{author.displayName}</dd>
          </>
        )}
        <dt>Sujet</dt>
        <dd>
          {CATEGORIES[category]}
          {ticket.personal && ", personnelle"}
        </dd>
        <dt>Rôle</dt>
        <dd>{ROLE_NAMES[ticket.role]}</dd>
        <dt>Page</dt>
        <dd>{ticket.page ?? "aucune"}</dd>
        <dt>Version</dt>
        <dd>{ticket.version}</dd>
      </dl>
    </Card>
  );
}

function Close({ id }: { id: string }) {
  const [busy, setBusy] = useState(false);
  async function close() {
    setBusy(true);
    const { data, error } = await client.mutation(CLOSE, { input: { ticketId: id } }).toPromise();
    setBusy(false);
    const [problem] = Object.values(problemsOf(error, data?.closeTicket.errors));
    if (problem) toast(problem, { tone: "late" });
    else toast("Demande résolue. Y répondre la rouvre.");
  }
  return (
    <Button icon="check" busy={busy} onClick={() => void close()}>
      Résolu
    </Button>
  );
}
