import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { usePage } from "../../app/title";
import { useCan } from "../../app/viewer";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { PageHead } from "../../ui/page-head/PageHead";
import css from "./imports.module.css";
import { NewLearnerForm } from "./NewLearnerForm";

/** One learner outside SIECLE, typed by hand; R37. */
export function NewLearnerPage() {
  usePage("Saisir un apprenant");
  const may = useCan("ADD_LEARNER");
  return (
    <>
      <PageHead
        title="Saisir un apprenant"
        above={<Link to={paths.imports()}>Imports</Link>}
        lead="Pour une personne que SIECLE ne connaît pas. Rien ne change avant que vous n’appliquiez."
      />
      <div className={css.form}>
        {may ? (
          <Card title="L’apprenant">
            <NewLearnerForm />
          </Card>
        ) : (
          <Notice title="Réservé à l’administrateur et au DDFTP" />
        )}
      </div>
    </>
  );
}
