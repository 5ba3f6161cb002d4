import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useRef, useState } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { familiar, ROLE_NAMES, useViewer } from "../../app/viewer";
import type { ResultOf } from "../../graphql/graphql";
import { newId } from "../../lib/ids";
import { useKept } from "../../lib/kept";
import type { Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Checkbox, Select, TextArea } from "../../ui/field/Field";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { toast } from "../../ui/toast/toast";
import css from "./help.module.css";
import { writeTicketRoute } from "./route";
import { CREATE, DESK } from "./tickets.gql";
import { useJoined } from "./useJoined";
import { CATEGORIES, type Category, pageAlone, wordsFor } from "./words";

const FileField = lazy(() => import("./FileField"));

type Desk = ResultOf<typeof DESK>;

/** A request to the assistance: what about, the message, and what goes with it; R163, R167. */
export function WriteTicketPage() {
  usePage("Écrire à l’assistance");
  const { data, failure, retry } = useRouteQuery({ query: DESK, variables: {} });
  return (
    <div className={css.help}>
      <PageHead title="Écrire à l’assistance" above={<Link to={paths.help()}>Assistance</Link>} />
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="6rem" />
        </Loading>
      )}
      {data && !data.supportDesk.mayWrite && (
        <EmptyState icon="message-square" title="Aucune adresse d’assistance n’est configurée.">
          <p>
            C’est vous qui répondez aux demandes de l’établissement. Pour une question qui vous dépasse,
            adressez-vous à la personne qui tient le serveur d’Établi.
          </p>
        </EmptyState>
      )}
      {data?.supportDesk.mayWrite && <TicketForm {...data} />}
    </div>
  );
}

function TicketForm({ supportDesk: desk, viewer: own }: Desk) {
  const viewer = useViewer();
  const words = wordsFor(familiar(viewer));
  const { de } = writeTicketRoute.useSearch();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [message, setMessage] = useKept("demande");
  const joined = useJoined("demande");
  const [category, setCategory] = useState<Category | "">("");
  const [whole, setWhole] = useState(false);
  const [personal, setPersonal] = useState(false);
  const [share, setShare] = useState(true);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const sending = useRef(newId());
  useFirstProblem(form, problems);

  const toSupport = desk.hasSupport && (personal || category === "PROBLEM" || desk.answers);
  const alone = de ? pageAlone(de) : null;

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!category) {
      setProblems({ category: "Choisissez de quoi il s’agit." });
      return;
    }
    if (joined.holdsBack) {
      setProblems({ fileId: joined.holdsBack });
      return;
    }
    setBusy(true);
    const input = {
      category,
      message,
      page: whole ? (de ?? null) : alone,
      withLearnerData: whole,
      personal: desk.hasSupport && personal,
      shareAddress: toSupport && share && Boolean(own?.email),
      fileId: joined.waiting?.id ?? null,
      clientMutationId: sending.current,
    };
    const { data, error } = await client.mutation(CREATE, { input }).toPromise();
    setBusy(false);
    const refused = problemsOf(error, data?.createTicket.errors);
    setProblems(refused);
    const ticket = data?.createTicket.ticket;
    if (!ticket) return;
    setMessage("");
    joined.remove();
    toast(words.sent);
    void navigate({ to: paths.ticket(ticket.id) });
  }

  return (
    <form ref={form} className={css.form} onSubmit={(event) => void send(event)} noValidate>
      {problems[""] && (
        <Notice tone="late" title="La demande n’est pas partie" alert>
          <p>{problems[""]}</p>
        </Notice>
      )}
      <Select
        label="De quoi s’agit-il"
        value={category}
        error={problems.category}
        onChange={(event) => setCategory(event.currentTarget.value as Category | "")}
      >
        <option value="">Choisir</option>
        {Object.entries(CATEGORIES).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <TextArea
        label="Message"
        rows={8}
        maxLength={10_000}
        value={message}
        error={problems.message}
        help={`${words.message} Gardé sur cet appareil tant qu’il n’est pas envoyé.`}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <Suspense fallback={<Bars rows={1} height="9rem" />}>
        <FileField
          joined={joined}
          problem={problems.fileId}
          onMove={() => setProblems(({ fileId: _, ...others }) => others)}
        />
      </Suspense>
      <Card title="Ce qui part avec le message">
        <dl className={css.facts}>
          <dt>Rôle</dt>
          <dd>{ROLE_NAMES[viewer.role]}</dd>
          <dt>Page</dt>
          <dd>{(whole ? de : alone) ?? "aucune"}</dd>
          <dt>Version</dt>
          <dd>{desk.version}</dd>
        </dl>
        <div className={css.choices}>
          {de && alone !== de && (
            <Checkbox
              label="Joindre l’adresse exacte de la page, qui peut désigner un apprenant"
              checked={whole}
              onChange={(event) => setWhole(event.currentTarget.checked)}
            />
          )}
          {desk.hasSupport && (
            <Checkbox
              label="Demande personnelle&nbsp;: l’établissement ne la lit pas"
              checked={personal}
              onChange={(event) => setPersonal(event.currentTarget.checked)}
            />
          )}
          {problems.personal && <p className={css.problem}>{problems.personal}</p>}
          {toSupport && own?.email && (
            <Checkbox
              label={`${words.share}, ${own.email}`}
              checked={share}
              onChange={(event) => setShare(event.currentTarget.checked)}
            />
          )}
          {problems.shareAddress && <p className={css.problem}>{problems.shareAddress}</p>}
        </div>
      </Card>
      <p className="small muted">
        {toSupport ? words.support : words.school} Délai&nbsp;: 72 heures ouvrées.
        {category === "PROBLEM" && !desk.hasSupport && " Aucune autre assistance n’est configurée."}
      </p>
      <p>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          Envoyer la demande
        </Button>
      </p>
    </form>
  );
}
