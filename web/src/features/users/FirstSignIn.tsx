import { useState } from "react";
import { OPEN_ACTIVATION } from "../../app/palette/palette.gql";
import { copy } from "../../lib/clipboard";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import { Action } from "./Action";
import css from "./account.module.css";
import { useAction } from "./action";
import type { Code } from "./Slip";
import { type Account, elsewhere } from "./words";

/** Opens the first sign-in again (R14). The code, where one is needed, is shown this once, to copy or to print. */
export function FirstSignIn({
  account,
  code,
  onCode,
  onOpened,
}: {
  account: Account;
  code: Code | null;
  onCode: (code: Code | null) => void;
  onOpened: () => void;
}) {
  const { busy, problems, run } = useAction();
  const [opened, setOpened] = useState(false);
  const [mailed, setMailed] = useState(false);
  const { displayName } = account;

  const open = async () => {
    setOpened(false);
    onCode(null);
    const done = await run(OPEN_ACTIVATION, { userIds: [account.id] });
    if (!done) return;
    const made = done.codes[0];
    if (made) onCode({ displayName, login: made.login, code: made.code });
    setMailed(done.mailed.length > 0);
    setOpened(done.opened > 0);
    onOpened();
  };
  const toClipboard = async (words: string) => {
    const done = await copy(words);
    toast(done ? "Code copié." : "La copie n’est pas possible ici\u00a0: notez le code.", {
      tone: done ? "done" : "late",
    });
  };

  return (
    <Action
      title="Première connexion"
      about={
        account.activatedAt
          ? `Pour un mot de passe perdu\u00a0: l’actuel ne servira plus, et ${displayName} en choisira un autre dans les 14 jours.`
          : `${displayName} aura 14 jours pour choisir son mot de passe.`
      }
      problem={elsewhere(problems, [])}
    >
      <Button icon="key-round" busy={busy} onClick={() => void open()}>
        Rouvrir la première connexion
      </Button>
      {opened && (
        <Notice
          tone="done"
          title={
            code
              ? "La première connexion est ouverte avec ce code, montré une seule fois."
              : mailed
                ? "Un lien part par courrier électronique."
                : "La première connexion est ouverte pour 14 jours."
          }
        >
          {code ? (
            <>
              <dl className={css.code}>
                <dt>Identifiant</dt>
                <dd>{code.login}</dd>
                <dt>Code</dt>
                <dd>
                  <code>{code.code}</code>
                </dd>
              </dl>
              <span className={css.buttons}>
                <Button icon="copy" onClick={() => void toClipboard(code.code)}>
                  Copier le code
                </Button>
                <Button icon="printer" onClick={() => window.print()}>
                  Imprimer pour la personne
                </Button>
              </span>
            </>
          ) : mailed ? (
            <span>
              {displayName} choisit son mot de passe avec ce lien, dans les 72&nbsp;heures. Il sert une seule
              fois.
            </span>
          ) : (
            <span>
              {displayName} se connecte avec son identifiant et sa date de naissance, puis choisit son mot de
              passe.
            </span>
          )}
        </Notice>
      )}
    </Action>
  );
}
