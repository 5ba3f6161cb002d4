import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { time } from "../lib/dates";
import { Notice } from "../ui/notice/Notice";
import { CodeField } from "../ui/second-factor/CodeField";
import { openClient } from "./client";
import { failureOf, sentenceOf } from "./failure";
import { PROVE_SIGN_IN } from "./second-step.gql";
import type { Role } from "./viewer";

/** Who came in by a second step. */
export type Proved = { user: { id: string }; role: Role };

/** After a right password: the code of one's telephone, with the ticket that the password gave (security A14). */
export function SecondStep({
  ticket,
  className,
  onIn,
  onExpired,
  children,
}: {
  ticket: string;
  className?: string | undefined;
  onIn: (viewer: Proved) => Promise<void> | void;
  /** The ticket is too old: the password is asked again, with this said. */
  onExpired: (why: string) => void;
  /** The buttons. */
  children: (busy: boolean) => ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ field: boolean; text: string } | null>(null);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>("[role=alert], [aria-invalid]")?.focus();
  }, [problem]);

  async function prove(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    setBusy(true);
    const { data, error } = await openClient.mutation(PROVE_SIGN_IN, { input: { ticket, code } }).toPromise();
    const answer = data?.proveSignIn;
    if (answer?.viewer) {
      await onIn(answer.viewer);
      return;
    }
    setBusy(false);
    const refused = answer?.errors[0];
    if (refused?.path === "ticket") onExpired(refused.message);
    else if (refused) {
      const wait = answer.retryAt ? ` Nouvel essai possible à ${time(answer.retryAt)}.` : "";
      setProblem({ field: true, text: refused.message + wait });
    } else setProblem({ field: false, text: error ? sentenceOf(failureOf(error)) : "Connexion impossible." });
  }

  return (
    <form ref={form} className={className} onSubmit={(event) => void prove(event)} noValidate>
      {problem && !problem.field && (
        <Notice tone="late" title="Connexion impossible" alert>
          <p>{problem.text}</p>
        </Notice>
      )}
      <CodeField error={problem?.field ? problem.text : null} autoFocus />
      {children(busy)}
    </form>
  );
}
