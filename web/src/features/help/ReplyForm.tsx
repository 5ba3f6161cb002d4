import { type FormEvent, lazy, Suspense, useRef, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { familiar, useViewer } from "../../app/viewer";
import { newId } from "../../lib/ids";
import { useKept } from "../../lib/kept";
import type { Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { TextArea } from "../../ui/field/Field";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import { Bars } from "../../ui/skeleton/Skeleton";
import css from "./help.module.css";
import { REPLY } from "./tickets.gql";
import { useJoined } from "./useJoined";
import { wordsFor } from "./words";

const FileField = lazy(() => import("./FileField"));

/** A message more in a request; written to a resolved one, it reopens it. */
export function ReplyForm({
  id,
  closed,
  joins,
}: {
  id: string;
  closed: boolean;
  /** Whether a file may go with it. */
  joins: boolean;
}) {
  const words = wordsFor(familiar(useViewer()));
  const form = useRef<HTMLFormElement>(null);
  const [message, setMessage] = useKept(`reponse|${id}`);
  const joined = useJoined(`reponse|${id}`);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const sending = useRef(newId());
  useFirstProblem(form, problems);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (joins && joined.holdsBack) {
      setProblems({ fileId: joined.holdsBack });
      return;
    }
    setBusy(true);
    const fileId = joins ? (joined.waiting?.id ?? null) : null;
    const input = { ticketId: id, message, fileId, clientMutationId: sending.current };
    const { data, error } = await client.mutation(REPLY, { input }).toPromise();
    setBusy(false);
    setProblems(problemsOf(error, data?.replyTicket.errors));
    if (!data?.replyTicket.ticket) return;
    setMessage("");
    joined.remove();
    sending.current = newId();
  }

  return (
    <form ref={form} className={css.form} onSubmit={(event) => void send(event)} noValidate>
      {problems[""] && (
        <Notice tone="late" title="Le message n’est pas parti" alert>
          <p>{problems[""]}</p>
        </Notice>
      )}
      <TextArea
        label={words.reply}
        rows={4}
        maxLength={10_000}
        value={message}
        error={problems.message}
        help={closed ? "Répondre rouvre la demande." : undefined}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      {joins && (
        <Suspense fallback={<Bars rows={1} height="9rem" />}>
          <FileField
            joined={joined}
            problem={problems.fileId}
            onMove={() => setProblems(({ fileId: _, ...others }) => others)}
          />
        </Suspense>
      )}
      <p>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          Envoyer
        </Button>
      </p>
    </form>
  );
}
