import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { Card } from "../../ui/card/Card";
import { AccountState } from "./AccountState";
import css from "./account.module.css";
import { Closing } from "./Closing";
import { FirstSignIn } from "./FirstSignIn";
import { Letter } from "./Letter";
import { SecondFactor } from "./SecondFactor";
import { Sessions } from "./Sessions";
import type { Code } from "./Slip";
import { type Account, seenWords } from "./words";

/** What this card offers. */
const HERE = [
  "RESEND_WELCOME",
  "OPEN_ACTIVATION",
  "RESET_SECOND_FACTOR",
  "END_SESSIONS",
  "DISABLE_USER",
  "RESTORE_USER",
] as const;

/** How an account is signed in to, and what the viewer may do about it: the service says what, in `viewerCan`. */
export function Access({
  account,
  code,
  onCode,
  onChanged,
}: {
  account: Account;
  /** The code that was just made for it, if one was. */
  code: Code | null;
  onCode: (code: Code | null) => void;
  /** Something was done whose answer does not hold the account as it stands now. */
  onChanged: () => void;
}) {
  const viewer = useViewer();
  const can = new Set(account.viewerCan);
  const { activatedAt, deactivatedAt, deactivatedReason, mergedInto, lastSeenAt } = account;
  return (
    <Card title="Connexion" actions={<AccountState user={account} filled />}>
      <dl className={css.facts}>
        <dt>Mot de passe choisi</dt>
        <dd>{activatedAt ? `le ${dates.plain(dates.dayOf(activatedAt))}` : "pas encore"}</dd>
        <dt>Dernière activité</dt>
        <dd>{seenWords(lastSeenAt)}</dd>
        {deactivatedAt && (
          <>
            <dt>Fermé</dt>
            <dd>le {dates.plain(dates.dayOf(deactivatedAt))}</dd>
          </>
        )}
        {deactivatedReason && (
          <>
            <dt>Motif</dt>
            <dd>
              {mergedInto ? (
                <>
                  Fusionné avec{" "}
                  <Link to={paths.user(mergedInto.id)}>le compte de {mergedInto.displayName}</Link>
                </>
              ) : (
                deactivatedReason
              )}
            </dd>
          </>
        )}
      </dl>
      <div className={css.actions}>
        {can.has("RESEND_WELCOME") && <Letter account={account} />}
        {can.has("OPEN_ACTIVATION") && (
          <FirstSignIn account={account} code={code} onCode={onCode} onOpened={onChanged} />
        )}
        {can.has("RESET_SECOND_FACTOR") && <SecondFactor account={account} />}
        {can.has("END_SESSIONS") && <Sessions account={account} />}
        {(can.has("DISABLE_USER") || can.has("RESTORE_USER")) && <Closing account={account} />}
      </div>
      {!HERE.some((act) => can.has(act)) && (
        <p className={css.nothing}>
          {viewer.user.id === account.id
            ? "C’est votre compte\u00a0: ce qui le concerne se règle par un autre que vous."
            : "Votre profil ne permet pas d’agir sur la connexion de ce compte."}
        </p>
      )}
    </Card>
  );
}
