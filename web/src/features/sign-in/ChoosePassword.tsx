import { type FormEvent, useEffect, useRef, useState } from "react";
import { openClient } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { rulesOf, type Typed } from "../../lib/password";
import { Button } from "../../ui/button/Button";
import { NewPassword } from "../../ui/new-password/NewPassword";
import { Notice } from "../../ui/notice/Notice";
import { CHOOSE_PASSWORD } from "./mutations.gql";
import css from "./sign-in.module.css";

/** Choosing one's own password, with a ticket or a link's secret; R8, R9. */
export function ChoosePassword({
  ticket,
  login,
  minimumLength = 10,
  onChosen,
}: {
  ticket: string;
  login: string;
  minimumLength?: number | undefined;
  onChosen: (login: string, uai: string) => void;
}) {
  const [typed, setTyped] = useState<Typed>({ password: "", again: "" });
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const alert = useRef<HTMLDivElement>(null);
  const rules = rulesOf(typed, { login, minimumLength });

  useEffect(() => {
    if (refusal) alert.current?.focus();
  }, [refusal]);

  async function choose(event: FormEvent) {
    event.preventDefault();
    const unmet = rules.find((rule) => !rule.met);
    if (unmet) {
      setRefusal(`${unmet.text}.`);
      return;
    }
    setBusy(true);
    setRefusal(null);
    const { data, error } = await openClient
      .mutation(CHOOSE_PASSWORD, { input: { ticket, password: typed.password } })
      .toPromise();
    setBusy(false);
    const problem = data?.choosePassword.errors[0];
    if (error || !data) setRefusal(error ? sentenceOf(failureOf(error)) : null);
    else if (problem) setRefusal(problem.message);
    else onChosen(data.choosePassword.login ?? login, data.choosePassword.uai ?? "");
  }

  return (
    <>
      <h1 tabIndex={-1}>Choisir un mot de passe</h1>
      <p>
        Identifiant : <span className={css.login}>{login}</span>. Un bon mot de passe est long : trois ou
        quatre mots au hasard se retiennent bien.
      </p>
      {refusal && (
        <Notice tone="late" title="Ce mot de passe n’a pas été enregistré" alert ref={alert}>
          <p>{refusal}</p>
        </Notice>
      )}
      <form onSubmit={(event) => void choose(event)} noValidate>
        <input type="text" name="username" value={login} autoComplete="username" readOnly hidden />
        <NewPassword typed={typed} rules={rules} onType={setTyped} />
        <Button variant="filled" size="l" wide type="submit" busy={busy}>
          Enregistrer ce mot de passe
        </Button>
      </form>
    </>
  );
}
