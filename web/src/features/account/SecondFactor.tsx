import { lazy, Suspense, useState } from "react";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { StatePill } from "../../ui/state-pill/StatePill";
import { toast } from "../../ui/toast/toast";
import { SECOND_FACTOR } from "./account.gql";
import css from "./account.module.css";
import { Unfold } from "./Unfold";

// What is opened once in a year does not weigh on the page.
const forms = () => import("./SecondFactorForms");
const SetUp = lazy(async () => ({ default: (await forms()).SetUp }));
const Renew = lazy(async () => ({ default: (await forms()).Renew }));
const Remove = lazy(async () => ({ default: (await forms()).Remove }));
const RecoveryCodes = lazy(async () => ({
  default: (await import("../../ui/second-factor/RecoveryCodes")).RecoveryCodes,
}));

/** The code of a telephone beside the password: set up, codes for a lost telephone, and the way back (security A14). */
export function SecondFactor({ data }: { data: FragmentOf<typeof SECOND_FACTOR> }) {
  const { user, establishment, secondFactor } = readFragment(SECOND_FACTOR, data);
  /** Codes just made, until the person says that they are kept. */
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (!secondFactor || (!secondFactor.since && !secondFactor.asked)) return null;
  const { since, recoveryCodesLeft, asked, required } = secondFactor;
  const login = user.login ?? "";
  const done = () => {
    setCodes(null);
    toast("Codes de secours gardés.");
  };
  return (
    <Card
      title="Connexion en deux étapes"
      actions={
        <StatePill tone={since ? "done" : "waiting"} filled={Boolean(since)}>
          {since ? "Activée" : "Désactivée"}
        </StatePill>
      }
    >
      <div className={css.body}>
        {codes ? (
          <Suspense>
            <RecoveryCodes codes={codes} login={login} school={establishment.name}>
              <Button variant="filled" size="l" className={css.kept} onClick={done}>
                J’ai gardé ces codes
              </Button>
            </RecoveryCodes>
          </Suspense>
        ) : since ? (
          <>
            <p className="small muted">
              Depuis le {dates.plain(dates.dayOf(since))}, se connecter demande aussi le code de votre
              téléphone. {leftWords(recoveryCodesLeft)}
            </p>
            {!asked && (
              <Notice title="Votre établissement ne la demande pas en ce moment.">
                <p>Le mot de passe suffit. Le code sera de nouveau demandé s’il la remet en place.</p>
              </Notice>
            )}
            {recoveryCodesLeft <= 2 && (
              <Notice tone="soon" title="Il reste peu de codes de secours.">
                <p>Refaites-les avant d’en manquer.</p>
              </Notice>
            )}
            <Unfold label="Refaire les codes de secours">
              {(close) => (
                <Suspense>
                  <Renew login={login} onCodes={setCodes} onClose={close} />
                </Suspense>
              )}
            </Unfold>
            <Unfold label="Désactiver">
              {(close) => (
                <Suspense>
                  <Remove login={login} required={required} onClose={close} />
                </Suspense>
              )}
            </Unfold>
          </>
        ) : (
          <>
            <p className="small muted">
              Après le mot de passe, un code à six chiffres donné par votre téléphone. Qui devine ou vole
              votre mot de passe n’entre pas pour autant.
            </p>
            <Unfold label="Activer la connexion en deux étapes">
              {(close) => (
                <Suspense>
                  <SetUp login={login} onCodes={setCodes} onClose={close} />
                </Suspense>
              )}
            </Unfold>
          </>
        )}
      </div>
    </Card>
  );
}

/** « Il reste 8 codes de secours sur 10. » */
function leftWords(left: number): string {
  if (left === 0) return "Il ne reste aucun code de secours.";
  return `Il reste ${plural(left, "code", "codes")} de secours sur 10.`;
}
