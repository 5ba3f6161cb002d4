import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { download } from "../../lib/download";
import { Button, buttonClass } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Icon } from "../../ui/icon/Icon";
import css from "./imports.module.css";
import { COLUMNS, model } from "./outside";

/** Learners whom SIECLE does not know: the list to fill in, what its columns are, and the form for one; R37. */
export function OutsideSiecle() {
  return (
    <Card title="Apprenants hors SIECLE">
      <div className={css.outside}>
        <p>
          Adultes en formation, apprentis d’un CFA&nbsp;: remplissez le modèle dans un tableur, enregistrez-le
          au format CSV et déposez-le seul, ci-dessus. Un import de SIECLE ne ferme jamais leur compte.
        </p>
        <p className={css.actions}>
          <Button icon="download" onClick={() => download("apprenants-hors-siecle.csv", model())}>
            Modèle (CSV)
          </Button>
          <Link className={buttonClass()} to={paths.newLearner()}>
            <Icon name="plus" />
            Saisir un apprenant
          </Link>
        </p>
        <details>
          <summary>Colonnes du fichier</summary>
          <p className="small muted">
            Dans n’importe quel ordre, séparées par un point-virgule, une virgule ou une tabulation. Une ligne
            fausse est refusée seule, avec sa raison.
          </p>
          <dl className={css.columns}>
            {COLUMNS.map(({ title, help, needed }) => (
              <div key={title}>
                <dt>
                  {title}
                  {!needed && <span className="small muted"> (facultative)</span>}
                </dt>
                <dd>{help}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </Card>
  );
}
