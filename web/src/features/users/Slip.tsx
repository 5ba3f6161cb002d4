import { paths } from "../../app/paths";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useViewer } from "../../app/viewer";
import css from "./account.module.css";
import { ACTIVATION } from "./users.gql";

/** What opens an account once, and whose it is. */
export type Code = { displayName: string; login: string; code: string };

/** What is handed over on paper: where to go, with what, and what comes next. Printed alone. */
export function Slip({ code }: { code: Code }) {
  const { establishment } = useViewer();
  const { data } = useRouteQuery({ query: ACTIVATION, variables: { uai: establishment.uai } });
  const withDate = data?.establishment?.activation === "BIRTH_DATE_AND_CODE";
  return (
    <section className={`print-only ${css.slip}`}>
      <h2>Votre première connexion à Établi</h2>
      <p>
        {code.displayName}, {establishment.name}
      </p>
      <dl className={css.facts}>
        <dt>Adresse</dt>
        <dd>{`${location.origin}${paths.signIn(establishment.uai)}`}</dd>
        <dt>Identifiant</dt>
        <dd>{code.login}</dd>
        <dt>Code</dt>
        <dd>
          <code>{code.code}</code>
        </dd>
      </dl>
      <p>
        {withDate
          ? "À la place du mot de passe, tapez votre date de naissance (jjmmaaaa pour un apprenant, aaaa-mm-jj pour le personnel) suivie du code."
          : "Tapez le code à la place du mot de passe."}{" "}
        Vous choisirez ensuite un mot de passe que vous seul connaîtrez. Ce code sert une fois, pendant 14
        jours. Ne le donnez à personne.
      </p>
    </section>
  );
}
