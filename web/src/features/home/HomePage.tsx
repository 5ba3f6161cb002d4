import { Link } from "@tanstack/react-router";
import { MENU } from "../../app/menu";
import { usePage } from "../../app/title";
import { familiar, ROLE_NAMES, useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { capital } from "../../lib/text";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Icon } from "../../ui/icon/Icon";
import { PageHead } from "../../ui/page-head/PageHead";
import css from "./home.module.css";

/** The modules the role has, and nothing else; R22. */
export function HomePage() {
  usePage("Accueil");
  const viewer = useViewer();
  const entries = MENU.filter((entry) => viewer.modules.includes(entry.module));
  const name = familiar(viewer) ? viewer.user.displayName.split(" ")[0] : viewer.user.displayName;
  return (
    <>
      <PageHead
        title={`Bonjour ${name}`}
        lead={`${capital(dates.full(dates.today()))}. ${ROLE_NAMES[viewer.role]}.`}
      />
      {entries.length === 0 ? (
        <EmptyState
          icon="lock"
          title={
            familiar(viewer)
              ? "Rien à voir pour l’instant."
              : `Rien n’est encore ouvert au profil « ${ROLE_NAMES[viewer.role]} ».`
          }
        >
          {!familiar(viewer) &&
            "Votre compte est actif. Dès que l’établissement vous ouvre une partie, elle apparaît ici. Pour une question, adressez-vous à lui."}
        </EmptyState>
      ) : (
        <ul className={css.modules}>
          {entries.map((entry) => (
            <li key={entry.module}>
              <Link to={entry.path}>
                <Icon name={entry.icon} className={css.icon} />
                <b>{entry.label}</b>
                <span>{entry.about}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
