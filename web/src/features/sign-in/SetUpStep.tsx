import { type FormEvent, useEffect, useRef, useState } from "react";
import { openClient } from "../../app/client";
import { problemsOf } from "../../app/failure";
import type { ResultOf } from "../../graphql/graphql";
import type { Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import { CodeField } from "../../ui/second-factor/CodeField";
import { RecoveryCodes } from "../../ui/second-factor/RecoveryCodes";
import { SetUpKey } from "../../ui/second-factor/SetUpKey";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { BEGIN_SECOND_FACTOR_AT_SIGN_IN, CONFIRM_SECOND_FACTOR_AT_SIGN_IN } from "./mutations.gql";

type Key = NonNullable<ResultOf<typeof BEGIN_SECOND_FACTOR_AT_SIGN_IN>["beginSecondFactorAtSignIn"]["setUp"]>;

/** The school wants those who could do the most harm to prove twice who they are: it is set up before coming in (A14). */
export function SetUpStep({
  ticket,
  login,
  school,
  onIn,
  onBack,
}: {
  ticket: string;
  login: string;
  school: string;
  onIn: () => Promise<void>;
  onBack: (why?: string) => void;
}) {
  const [key, setKey] = useState<Key | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = useRef(false);
  const made = codes !== null;
  useFirstProblem(form, problems);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each of the two steps takes the focus when it comes
  useEffect(() => heading.current?.focus({ preventScroll: true }), [made]);

  useEffect(() => {
    // A second key would make the first, already on the screen, worth nothing.
    if (asked.current) return;
    asked.current = true;
    void openClient
      .mutation(BEGIN_SECOND_FACTOR_AT_SIGN_IN, { input: { ticket } })
      .toPromise()
      .then(({ data, error }) => {
        const begun = data?.beginSecondFactorAtSignIn;
        if (begun?.setUp) setKey(begun.setUp);
        else
          onBack(
            Object.values(problemsOf(error, begun?.errors))[0] ?? "Recommencez avec votre mot de passe.",
          );
      });
  }, [ticket, onBack]);

  async function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    setBusy(true);
    const input = { ticket, code };
    const { data, error } = await openClient
      .mutation(CONFIRM_SECOND_FACTOR_AT_SIGN_IN, { input })
      .toPromise();
    setBusy(false);
    const answer = data?.confirmSecondFactorAtSignIn;
    const refused = problemsOf(error, answer?.errors);
    if (answer?.viewer) setCodes(answer.recoveryCodes);
    else if (refused.ticket) onBack(refused.ticket);
    else setProblems(refused);
  }

  if (codes) {
    return (
      <>
        <h1 tabIndex={-1} ref={heading}>
          Codes de secours
        </h1>
        <RecoveryCodes codes={codes} login={login} school={school}>
          <Button variant="filled" size="l" wide busy={busy} onClick={() => void onIn()}>
            J’ai gardé ces codes, continuer
          </Button>
        </RecoveryCodes>
      </>
    );
  }
  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        Connexion en deux étapes
      </h1>
      <p>
        Votre établissement demande que votre compte soit protégé par un code de téléphone, en plus du mot de
        passe. C’est à faire une seule fois, en moins d’un quart d’heure.
      </p>
      {key ? (
        <form ref={form} onSubmit={(event) => void confirm(event)} noValidate>
          {problems[""] && (
            <Notice tone="late" title="Rien n’a été enregistré" alert>
              <p>{problems[""]}</p>
            </Notice>
          )}
          <SetUpKey setUp={key} />
          <CodeField
            error={problems.code}
            help="Les six chiffres que l’application affiche maintenant pour Établi."
            onlyTelephone
          />
          <Button variant="filled" size="l" wide type="submit" busy={busy}>
            Activer et se connecter
          </Button>
        </form>
      ) : (
        <Loading onRetry={() => onBack()}>
          <Bars rows={2} height="8rem" />
        </Loading>
      )}
    </>
  );
}
