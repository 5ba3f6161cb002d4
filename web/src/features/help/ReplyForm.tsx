import { type FormEvent, useRef, useState } from "react";
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
import { REPLY } from "./help.gql";
import css from "./help.module.css";
import { wordsFor } from "./words";

/** A message more in a request; written to a resolved one, it reopens it. */
export function ReplyForm({ id, closed }: { id: string; closed: boolean }) {
  const words = wordsFor(familiar(useViewer()));
  const form = useRef<HTMLFormElement>(null);
  const [message, setMessage] = useKept(`reponse|${id}`);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const sending = useRef(newId());
  useFirstProblem(form, problems);

  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const input = { ticketId: id, message, clientMutationId: sending.current };
    const { data, error } = await client.mutation(REPLY, { input }).toPromise();
    setBusy(false);
    setProblems(problemsOf(error, data?.replyTicket.errors));
    if (!data?.replyTicket.ticket) return;
    setMessage("");
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
      <p>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          Envoyer
        </Button>
      </p>
    </form>
  );
}
