import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { Button, buttonClass } from "../../ui/button/Button";
import css from "./sign-in.module.css";

/** The same words whatever the login, so that nobody learns here who has an account; R10, R13. */
export function LetterAsked({
  establishment,
  login,
  sentTo,
  onAgain,
}: {
  establishment: { uai: string; name: string };
  login: string;
  /** Address with letters hidden, where the school lets it be told. */
  sentTo: string | null;
  onAgain: () => void;
}) {
  usePage("Message demandé", establishment.name);
  return (
    <>
      <h1 tabIndex={-1}>Message demandé</h1>
      <div className={css.letter}>
        <p>
          Si un compte porte cet identifiant et qu’une adresse lui est connue, un message vient de partir. Il
          est valable 30 minutes, ne sert qu’une fois et remplace les précédents.
        </p>
        {sentTo && (
          <p>
            Il est envoyé à <b>{sentTo}</b>.
          </p>
        )}
      </div>
      <h2>Rien ne vient ?</h2>
      <ul className={css.ways}>
        <li>
          Regardez parmi les courriers indésirables, et attendez dix minutes avant de refaire la demande : un
          seul message part dans ce délai.
        </li>
        <li>
          Vérifiez l’identifiant : <span className={css.login}>{login.trim()}</span>.
        </li>
        <li>
          Adressez-vous à l’établissement : il ouvre une nouvelle première connexion. Pour un apprenant, un
          professeur le peut aussi.
        </li>
      </ul>
      <Link
        className={buttonClass({ variant: "filled", size: "l", wide: true })}
        to={paths.signIn(establishment.uai)}
      >
        Revenir à la connexion
      </Link>
      <Button size="l" wide onClick={onAgain}>
        Essayer un autre identifiant
      </Button>
    </>
  );
}
