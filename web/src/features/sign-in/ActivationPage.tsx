import { Link, useNavigate } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { buttonClass } from "../../ui/button/Button";
import { ChoosePassword } from "./ChoosePassword";
import { activationRoute, signInRoute } from "./route";
import { Place, Welcome } from "./Welcome";

/** A single-use link: who it is for, and the choice of a password. */
export function ActivationPage() {
  const link = activationRoute.useLoaderData();
  const { uai, secret } = activationRoute.useParams();
  const navigate = useNavigate();
  usePage("Choisir un mot de passe", link?.establishmentName ?? "");

  if (!link) {
    return (
      <Welcome>
        <h1 tabIndex={-1}>Ce lien ne sert plus</h1>
        <p>Il a déjà servi, ou son délai est passé. L’établissement peut vous en donner un autre.</p>
        <p>
          <Link className={buttonClass({ variant: "filled", size: "l" })} to={paths.signIn(uai)}>
            Aller à la connexion
          </Link>
        </p>
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
