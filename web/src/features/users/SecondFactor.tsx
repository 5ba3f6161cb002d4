import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import { toast } from "../../ui/toast/toast";
import { Action } from "./Action";
import css from "./account.module.css";
import { useAction } from "./action";
import { RESET_SECOND_FACTOR } from "./mutations.gql";
import { type Account, elsewhere } from "./words";

/** Telephone and recovery codes are lost: the second step of signing in is taken away, for a reason (security A14). */
export function SecondFactor({ account }: { account: Account }) {
  const { busy, problems, run, forget } = useAction();
  const [reason, setReason] = useState("");
  const { id: userId, displayName } = account;

  const reset = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(RESET_SECOND_FACTOR, { userId, reason })) {
      toast(`Connexion en deux étapes de ${displayName} retirée. La personne en est prévenue.`);
    }
  };

  return (
    <Action
      title="Connexion en deux étapes"
      about={`Pour un téléphone et des codes de secours perdus\u00a0: le mot de passe suffira de nouveau, et ses sessions se terminent. Assurez-vous d’abord que c’est bien ${displayName} qui le demande.`}
      problem={elsewhere(problems, ["reason"])}
    >
      <form className={css.line} onSubmit={(event) => void reset(event)} noValidate>
        <Field
          label="Motif"
          className={css.grows}
          value={reason}
          maxLength={200}
          autoComplete="off"
          error={problems.reason}
          help="La personne le lira, et le journal le garde."
          onChange={(event) => {
            setReason(event.currentTarget.value);
            forget("reason");
          }}
        />
        <Button variant="danger" size="l" icon="key-round" type="submit" busy={busy}>
          Retirer la seconde étape
        </Button>
      </form>
    </Action>
  );
}
