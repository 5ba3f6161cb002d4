import { type FormEvent, type ReactNode, useRef, useState } from "react";
import type { Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { PasswordField } from "../../ui/field/Field";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import css from "./account.module.css";

/** A change of one's account: the password is asked again, so that a screen left open does not give the account away. */
export function ChangeForm({
  login,
  action,
  onSend,
  onClose,
  onDone = onClose,
  children,
}: {
  /** For the password manager, which keeps passwords by login. */
  login: string;
  action: string;
  /** Answers what is wrong; when nothing is, the form is done. */
  onSend: (currentPassword: string, typed: FormData) => Promise<Problems>;
  onClose: () => void;
  /** What comes once it is done, when it is not to close. */
  onDone?: () => void;
  /** What is asked besides, with what was refused of it. */
  children: (problems: Problems) => ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  useFirstProblem(form, problems);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    setBusy(true);
    const refused = await onSend(String(typed.get("currentPassword")), typed);
    setBusy(false);
    setProblems(refused);
    if (Object.keys(refused).length === 0) onDone();
  }

  return (
    <form ref={form} className={css.form} onSubmit={(event) => void send(event)} noValidate>
      {problems[""] && (
        <Notice tone="late" title="Rien n’a été changé" alert>
          <p>{problems[""]}</p>
        </Notice>
      )}
      <input type="text" name="username" value={login} autoComplete="username" readOnly hidden />
      <PasswordField
        label="Mot de passe actuel"
        name="currentPassword"
        error={problems.currentPassword}
        autoComplete="current-password"
        maxLength={128}
        autoFocus
      />
      {children(problems)}
      <span className={css.buttons}>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          {action}
        </Button>
        <Button variant="bare" size="l" onClick={onClose}>
          Annuler
        </Button>
      </span>
    </form>
  );
}
