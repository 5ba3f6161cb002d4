import { type FormEvent, useState } from "react";
import { Button } from "../ui/button/Button";
import { Dialog, DialogActions } from "../ui/dialog/Dialog";
import { Field, PasswordField } from "../ui/field/Field";
import { Notice } from "../ui/notice/Notice";
import { openClient } from "./client";
import { workOn } from "./diplomas";
import { failureOf, sentenceOf } from "./failure";
import { paths } from "./paths";
import { type Proved, SecondStep } from "./SecondStep";
import { session } from "./session";
import { SIGN_IN_AGAIN } from "./sign-in-again.gql";
import css from "./sign-in-again.module.css";
import { choosesDiploma, fetchViewer } from "./viewer";

/** What cannot be done over a page. */
const SET_UP_FIRST =
  "Votre établissement demande d’abord d’installer la connexion en deux étapes. Quittez cette page pour le faire.";

/** The session is over: signing in again, over the page, loses nothing of it. */
export default function SignInAgain() {
  const before = session.current().viewer;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [ticket, setTicket] = useState<string | null>(null);

  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!before) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const input = {
      uai: before.establishment.uai,
      login: String(form.get("username")),
      password: String(form.get("password")),
    };
    const { data, error } = await openClient.mutation(SIGN_IN_AGAIN, { input }).toPromise();
    setBusy(false);
    const viewer = data?.signIn.viewer;
    if (error) setProblem(sentenceOf(failureOf(error)));
    else if (data?.signIn.secondStepTicket) {
      setProblem(null);
      setTicket(data.signIn.secondStepTicket);
    } else if (data?.signIn.setUpTicket) setProblem(SET_UP_FIRST);
    else if (!viewer) setProblem(data?.signIn.errors[0]?.message ?? "Connexion impossible.");
    else await proved(viewer);
  }

  /** Someone else, or the same person under another role: nothing of this page is theirs. */
  function isAnother(viewer: Proved): boolean {
    return viewer.user.id !== before?.user.id || viewer.role !== before.role;
  }

  async function proved(viewer: Proved) {
    if (isAnother(viewer)) location.assign(paths.home());
    // The page goes on under the diploma that it shows, whatever another device did meanwhile.
    else if (before && choosesDiploma(before)) await workOn(before.currentSpecialty?.id ?? null, openClient);
    else await fetchViewer();
  }

  const leave = (
    <Button
      variant="bare"
      size="l"
      onClick={() => location.assign(before ? paths.signIn(before.establishment.uai) : paths.start())}
    >
      Quitter cette page
    </Button>
  );

  return (
    <Dialog title="Votre session est terminée" onClose={() => {}} kept>
      <p>Connectez-vous à nouveau pour continuer : la page et ce qui y est saisi sont restés en place.</p>
      {problem && (
        <Notice tone="late" title="Connexion impossible" alert>
          {problem}
        </Notice>
      )}
      {ticket ? (
        <SecondStep
          className={css.form}
          ticket={ticket}
          onIn={proved}
          onExpired={(why) => {
            setTicket(null);
            setProblem(why);
          }}
        >
          {(proving) => (
            <DialogActions>
              {leave}
              <Button variant="filled" size="l" type="submit" busy={proving}>
                Se connecter
              </Button>
            </DialogActions>
          )}
        </SecondStep>
      ) : (
        <form className={css.form} onSubmit={(event) => void signIn(event)}>
          <Field
            label="Identifiant"
            name="username"
            defaultValue={before?.user.login ?? ""}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <PasswordField label="Mot de passe" name="password" autoComplete="current-password" required />
          <DialogActions>
            {leave}
            <Button variant="filled" size="l" type="submit" busy={busy}>
              Se connecter
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
