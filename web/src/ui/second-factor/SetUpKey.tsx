import { copy } from "../../lib/clipboard";
import { Button } from "../button/Button";
import { toast } from "../toast/toast";
import { drawn } from "./qr";
import css from "./second-factor.module.css";

/** The key to put in a telephone: a picture to take, an address to open there, or letters to type. */
export function SetUpKey({
  setUp: { key, address, matrix },
}: {
  setUp: { key: string; address: string; matrix: readonly string[] };
}) {
  const { size, path } = drawn(matrix);
  const toClipboard = async () => {
    const done = await copy(key.replaceAll(" ", ""));
    toast(done ? "Clé copiée." : "La copie n’est pas possible ici\u00a0: recopiez la clé.", {
      tone: done ? "done" : "late",
    });
  };
  return (
    <div className={css.key}>
      <svg
        className={css.picture}
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label="Code QR à photographier avec l’application"
        shapeRendering="crispEdges"
      >
        {/* Readers want dark on light, whatever the colours of the page. */}
        <rect width={size} height={size} fill="white" />
        <path d={path} fill="black" />
      </svg>
      <div className={css.ways}>
        <p>
          Dans une application de codes de votre téléphone (FreeOTP, Aegis, Google Authenticator, ou celle de
          votre gestionnaire de mots de passe), ajoutez un compte et photographiez ce carré.
        </p>
        <p className="small">
          Sans photo, <a href={address}>ouvrez l’application sur cet appareil</a> ou tapez‑y cette clé
          {"\u00a0"}:
        </p>
        <p className={css.letters}>{key}</p>
        <Button icon="copy" onClick={() => void toClipboard()}>
          Copier la clé
        </Button>
      </div>
    </div>
  );
}
