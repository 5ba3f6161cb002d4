import type { ReactNode } from "react";
import { createPortal } from "react-dom";
import { copy } from "../../lib/clipboard";
import { download } from "../../lib/download";
import { Button } from "../button/Button";
import { Notice } from "../notice/Notice";
import { toast } from "../toast/toast";
import css from "./second-factor.module.css";

/** The codes for a lost telephone, shown this once: to copy, to keep in a file, to print. */
export function RecoveryCodes({
  codes,
  login,
  school,
  children,
}: {
  codes: readonly string[];
  login: string;
  school: string;
  /** What comes next. */
  children: ReactNode;
}) {
  const text = [
    `Codes de secours Établi — ${login}, ${school}`,
    "Chacun remplace une fois le code du téléphone. Gardez-les ailleurs que sur ce téléphone.",
    "",
    ...codes,
    "",
  ].join("\r\n");
  const toClipboard = async () => {
    const done = await copy(text);
    toast(done ? "Codes copiés." : "La copie n’est pas possible ici\u00a0: notez les codes.", {
      tone: done ? "done" : "late",
    });
  };
  const list = (
    <ol className={css.codes} aria-label="Codes de secours">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ol>
  );
  return (
    <div className={css.recovery}>
      <Notice tone="soon" title="Gardez ces dix codes de secours, montrés une seule fois." alert>
        <p>
          Chacun remplace une fois le code du téléphone, le jour où vous ne l’avez pas. Rangez-les ailleurs
          que sur ce téléphone.
        </p>
      </Notice>
      {list}
      <span className={css.buttons}>
        <Button icon="copy" onClick={() => void toClipboard()}>
          Copier
        </Button>
        <Button icon="download" onClick={() => download("codes-de-secours-etabli.txt", text, "text/plain")}>
          Télécharger
        </Button>
        <Button icon="printer" onClick={() => window.print()}>
          Imprimer
        </Button>
      </span>
      {children}
      {createPortal(
        <section className="print-only print-alone">
          <h2>Codes de secours Établi</h2>
          <p>
            {login}, {school}
          </p>
          {list}
          <p>
            Chacun remplace une fois le code du téléphone. Gardez cette feuille en lieu sûr, ailleurs que près
            de l’ordinateur.
          </p>
        </section>,
        document.body,
      )}
    </div>
  );
}
