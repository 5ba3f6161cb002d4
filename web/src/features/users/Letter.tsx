import { Button } from "../../ui/button/Button";
import { toast } from "../../ui/toast/toast";
import { Action } from "./Action";
import { useAction } from "./action";
import { RESEND } from "./mutations.gql";
import { type Account, elsewhere } from "./words";

/** The letter of an account created by hand, sent again to who never came in; R15. */
export function Letter({ account }: { account: Account }) {
  const { busy, problems, run } = useAction();
  const send = async () => {
    const done = await run(RESEND, { userId: account.id });
    if (done) toast(`La lettre part de nouveau à ${done.sentTo}.`);
  };
  return (
    <Action
      title="Lettre"
      about={`${account.displayName} n’a pas encore choisi de mot de passe. La lettre apporte un lien de 72\u00a0heures\u00a0; celui de la précédente ne servira plus.`}
      problem={elsewhere(problems, [])}
    >
      <Button icon="message-square" busy={busy} onClick={() => void send()}>
        Renvoyer la lettre
      </Button>
    </Action>
  );
}
