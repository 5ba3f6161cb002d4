import { type FormEvent, useRef, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import type { ResultOf } from "../../graphql/graphql";
import type { Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { useFirstProblem } from "../../ui/field/useFirstProblem";
import { Notice } from "../../ui/notice/Notice";
import { CodeField } from "../../ui/second-factor/CodeField";
import { SetUpKey } from "../../ui/second-factor/SetUpKey";
import { toast } from "../../ui/toast/toast";
import css from "./account.module.css";
import { ChangeForm } from "./ChangeForm";
import {
  BEGIN_SECOND_FACTOR,
  CONFIRM_SECOND_FACTOR,
  REMOVE_SECOND_FACTOR,
  RENEW_RECOVERY_CODES,
} from "./second-factor.gql";

type Key = NonNullable<ResultOf<typeof BEGIN_SECOND_FACTOR>["beginSecondFactor"]["setUp"]>;
type Steps = { login: string; onCodes: (codes: readonly string[]) => void; onClose: () => void };

/** The password, then the key and a first code, which gives the codes for a lost telephone. */
export function SetUp({ login, onCodes, onClose }: Steps) {
  const [key, setKey] = useState<Key | null>(null);

  async function begin(currentPassword: string) {
    const { data, error } = await client
      .mutation(BEGIN_SECOND_FACTOR, { input: { currentPassword } })
      .toPromise();
    if (data?.beginSecondFactor.setUp) setKey(data.beginSecondFactor.setUp);
    return problemsOf(error, data?.beginSecondFactor.errors);
  }

  if (key) return <FirstCode setUp={key} onCodes={onCodes} onClose={onClose} />;
  return (
    <ChangeForm login={login} action="Continuer" onSend={begin} onDone={() => {}} onClose={onClose}>
      {() => null}
    </ChangeForm>
  );
}

function FirstCode({ setUp, onCodes, onClose }: Omit<Steps, "login"> & { setUp: Key }) {
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFirstProblem(form, problems);

  async function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    setBusy(true);
    const { data, error } = await client.mutation(CONFIRM_SECOND_FACTOR, { input: { code } }).toPromise();
    setBusy(false);
    const refused = problemsOf(error, data?.confirmSecondFactor.errors);
    if (Object.keys(refused).length > 0) setProblems(refused);
    else if (data) onCodes(data.confirmSecondFactor.recoveryCodes);
  }

  return (
    <form ref={form} className={css.wideForm} onSubmit={(event) => void confirm(event)} noValidate>
      {problems[""] && (
        <Notice tone="late" title="Rien n’a été changé" alert>
          <p>{problems[""]}</p>
        </Notice>
      )}
      <SetUpKey setUp={setUp} />
      <CodeField
        error={problems.code}
        help="Les six chiffres que l’application affiche maintenant pour Établi."
        onlyTelephone
      />
      <span className={css.buttons}>
        <Button variant="filled" size="l" type="submit" busy={busy}>
          Activer
        </Button>
        <Button variant="bare" size="l" onClick={onClose}>
          Annuler
        </Button>
      </span>
    </form>
  );
}

/** New codes for a lost telephone: those written down before open nothing any more. */
export function Renew({ login, onCodes, onClose }: Steps) {
  async function renew(currentPassword: string, typed: FormData) {
    const input = { currentPassword, code: String(typed.get("code")) };
    const { data, error } = await client.mutation(RENEW_RECOVERY_CODES, { input }).toPromise();
    const refused = problemsOf(error, data?.renewRecoveryCodes.errors);
    if (data && Object.keys(refused).length === 0) onCodes(data.renewRecoveryCodes.recoveryCodes);
    return refused;
  }

  return (
    <ChangeForm login={login} action="Refaire les codes" onSend={renew} onClose={onClose}>
      {(problems) => <CodeField error={problems.code} />}
    </ChangeForm>
  );
}

/** Back to the password alone. */
export function Remove({
  login,
  required,
  onClose,
}: {
  login: string;
  required: boolean;
  onClose: () => void;
}) {
  async function remove(currentPassword: string, typed: FormData) {
    const input = { currentPassword, code: String(typed.get("code")) };
    const { data, error } = await client.mutation(REMOVE_SECOND_FACTOR, { input }).toPromise();
    const refused = problemsOf(error, data?.removeSecondFactor.errors);
    if (Object.keys(refused).length === 0) toast("Connexion en deux étapes désactivée.");
    return refused;
  }

  return (
    <ChangeForm login={login} action="Désactiver" onSend={remove} onClose={onClose}>
      {(problems) => (
        <>
          {required && (
            <p className="small">
              Votre établissement la demande{"\u00a0"}: à la prochaine connexion, il faudra l’installer de
              nouveau, par exemple sur un autre téléphone.
            </p>
          )}
          <CodeField error={problems.code} />
        </>
      )}
    </ChangeForm>
  );
}
