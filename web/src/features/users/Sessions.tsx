import { Button } from "../../ui/button/Button";
import { toast } from "../../ui/toast/toast";
import { Action } from "./Action";
import { useAction } from "./action";
import { END_SESSIONS } from "./mutations.gql";
import { type Account, elsewhere, endedWords } from "./words";

/** Signs the person out everywhere. Says how many sessions that ended. */
export function Sessions({ account }: { account: Account }) {
  const { busy, problems, run } = useAction();
  const end = async () => {
    const done = await run(END_SESSIONS, { userId: account.id });
    if (done) toast(`${account.displayName}\u00a0: ${endedWords(done.ended)}`);
  };
  return (
    <Action
      title="Sessions"
      about="Déconnecte la personne de tous ses appareils. Son mot de passe reste le même."
      problem={elsewhere(problems, [])}
    >
      <Button icon="log-out" busy={busy} onClick={() => void end()}>
        Terminer ses sessions
      </Button>
    </Action>
  );
}
