import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import { toast } from "../../ui/toast/toast";
import { Action } from "./Action";
import css from "./account.module.css";
import { useAction } from "./action";
import { DISABLE, RESTORE } from "./mutations.gql";
import { type Account, elsewhere } from "./words";

/** Closes an account, or opens a closed one again; each can be taken back at once. */
export function Closing({ account }: { account: Account }) {
  const { busy, problems, run } = useAction();
  const [reason, setReason] = useState("");
  const { id: userId, displayName } = account;

  const restore = async () => {
    if (await run(RESTORE, { userId })) toast(`Le compte de ${displayName} est de nouveau ouvert.`);
  };
  const close = async (event: FormEvent) => {
    event.preventDefault();
    const done = await run(DISABLE, { userId, reason: reason.trim() || null });
    if (!done) return;
    setReason("");
    toast(`Compte de ${displayName} fermé.`, { undo: () => void restore() });
  };

  if (account.viewerCan.includes("RESTORE_USER")) {
    return (
      <Action
        title="Rouvrir le compte"
        about={
          account.activatedAt
            ? "La personne pourra se connecter de nouveau, avec l’identifiant et le mot de passe qu’elle avait."
            : "Sa première connexion sera ensuite à rouvrir."
        }
        problem={elsewhere(problems, [])}
      >
        <Button icon="lock-open" busy={busy} onClick={() => void restore()}>
          Rouvrir le compte
        </Button>
      </Action>
    );
  }
  return (
    <Action
      title="Fermer le compte"
      about="Ses sessions se terminent aussitôt et personne ne peut plus s’y connecter. Rien de ce qui y a été écrit n’est perdu."
      problem={elsewhere(problems, ["reason"])}
    >
      <form className={css.line} onSubmit={(event) => void close(event)}>
        <Field
          label="Motif (facultatif)"
          className={css.grows}
          value={reason}
          maxLength={200}
          autoComplete="off"
          error={problems.reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button variant="danger" size="l" icon="lock" type="submit" busy={busy}>
          Fermer le compte
        </Button>
      </form>
    </Action>
  );
}
