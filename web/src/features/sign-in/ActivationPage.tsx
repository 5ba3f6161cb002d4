import { Link, useNavigate } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { buttonClass } from "../../ui/button/Button";
import { ChoosePassword } from "./ChoosePassword";
import { activationRoute, signInRoute } from "./route";
import { Place, SchoolPlace, Welcome } from "./Welcome";

/** A single-use link: who it is for, and the choice of a password. */
export function ActivationPage() {
  const { link, establishment } = activationRoute.useLoaderData();
  const { secret } = activationRoute.useParams();
  const navigate = useNavigate();
  usePage("Choisir un mot de passe", link?.establishmentName ?? establishment?.name ?? "");

  if (!link) {
    const { uai, resetByMail } = establishment;
    return (
      <Welcome>
        <SchoolPlace establishment={establishment} />
        <h1 tabIndex={-1}>Ce lien ne sert plus</h1>
        <p>
          Il a déjà servi, un autre l’a remplacé, ou son délai est passé.{" "}
          {resetByMail
            ? "Vous pouvez redemander un message, ou vous adresser à l’établissement."
            : "L’établissement peut vous en donner un autre."}
        </p>
        {resetByMail && (
          <Link
            className={buttonClass({ variant: "filled", size: "l", wide: true })}
            to={paths.forgotten(uai)}
          >
            Redemander un message
          </Link>
        )}
        <Link
          className={buttonClass({ variant: resetByMail ? "plain" : "filled", size: "l", wide: true })}
          to={paths.signIn(uai)}
        >
          Aller à la connexion
        </Link>
      </Welcome>
    );
  }

  return (
    <Welcome>
      <Place name={link.establishmentName} detail={`${link.uai}. ${link.displayName}.`} />
      <ChoosePassword
        ticket={secret}
        login={link.login}
        minimumLength={link.minimumLength}
        onChosen={(login, place) =>
          void navigate({
            to: signInRoute.to,
            params: { uai: place || link.uai },
            search: { identifiant: login },
          })
        }
      />
    </Welcome>
  );
}
