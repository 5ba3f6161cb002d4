import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useCan, useViewer } from "../../app/viewer";
import { Button, buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { PageHead } from "../../ui/page-head/PageHead";
import css from "./account.module.css";
import { NewUserForm } from "./NewUserForm";
import { Reserved } from "./Reserved";
import type { Line } from "./words";

/** Creating an account by hand, for those whom no file brings; R15–R18. */
export function NewUserPage() {
  usePage("Créer un compte");
  const may = useCan("CREATE_USER");
  const { modules } = useViewer();
  const [made, setMade] = useState<{ user: Line; email: string } | null>(null);
  if (!may) return <Reserved title="Créer un compte" who="l’administrateur et au chef d’établissement" />;
  return (
    <>
      <PageHead
        title="Créer un compte"
        above={<Link to={paths.users()}>Utilisateurs</Link>}
        lead="Pour les rares personnes que ni SIECLE ni STSWEB ne connaissent."
      />
      <div className={css.form}>
        {made ? (
          <Card title="Compte créé">
            <div className={css.made}>
              <Notice tone="done" title={`${made.user.displayName} a un compte.`} alert>
                <span>
                  Une lettre part à {made.email}, avec l’adresse de connexion de l’établissement
                  {made.user.login && <>, l’identifiant {made.user.login}</>} et un lien pour choisir un mot
                  de passe. Ce lien sert une fois, dans les 72 heures.
                </span>
              </Notice>
              <span className={css.buttons}>
                <Link className={buttonClass({ variant: "filled", size: "l" })} to={paths.user(made.user.id)}>
                  Voir le compte
                </Link>
                <Button size="l" icon="plus" onClick={() => setMade(null)}>
                  Créer un autre compte
                </Button>
              </span>
            </div>
          </Card>
        ) : (
          <>
            <Notice title="L’import est la voie normale">
              <span>
                Un enseignant ou un élève se déclare dans STSWEB ou dans SIECLE, puis{" "}
                {modules.includes("IMPORTS") ? <Link to={paths.imports()}>s’importe</Link> : "s’importe"}
                {"\u00a0"}: son compte suit alors sa classe et ses services de lui-même. Un adulte ou un
                apprenti hors SIECLE s’y ajoute aussi, par une liste ou à la main.
              </span>
            </Notice>
            <Card title="La personne">
              <NewUserForm onMade={(user, email) => setMade({ user, email })} />
            </Card>
          </>
        )}
      </div>
    </>
  );
}
