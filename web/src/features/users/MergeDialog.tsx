import { Button } from "../../ui/button/Button";
import { Dialog, DialogActions } from "../../ui/dialog/Dialog";
import { toast } from "../../ui/toast/toast";
import { AccountState } from "./AccountState";
import css from "./account.module.css";
import { useAction } from "./action";
import { signInWords, type Twin, type Twins } from "./twins";
import { MERGE } from "./twins.gql";
import { elsewhere, roleWords, SOURCES, seenWords } from "./words";

/** Both accounts side by side, what merging them does, and doing it for good; R18. */
export function MergeDialog({
  twins,
  onClose,
  onMerged,
}: {
  twins: Twins;
  onClose: () => void;
  onMerged: () => void;
}) {
  const { busy, problems, run } = useAction();
  const { imported, byHand } = twins;
  const merge = async () => {
    const done = await run(MERGE, { keptId: imported.id, closedId: byHand.id });
    if (!done) return;
    toast(`Les deux comptes de ${imported.displayName} n’en font plus qu’un.`);
    onMerged();
  };
  return (
    <Dialog title="Fusionner deux comptes" wide onClose={onClose}>
      <div className={css.sides}>
        <Side title="Compte importé" becomes="il reste" twin={imported} />
        <Side title="Compte fait à la main" becomes="il se ferme" twin={byHand} />
      </div>
      <ul className={css.after}>
        <li>
          Le compte importé reçoit de l’autre les rôles, les classes affectées, les bilans écrits ou confiés,
          les demandes d’assistance, les fichiers, et l’adresse électronique s’il n’en a pas.
        </li>
        <li>{signInWords(twins)} Dites-le à la personne.</li>
        <li>
          Les sessions ouvertes des deux comptes se terminent. La connexion en deux étapes reste en place
          {"\u00a0"}; si elle vient du compte fait à la main, les codes de secours sont à refaire.
        </li>
        <li>
          L’autre compte se ferme avec la mention «{"\u00a0"}Fusionné avec {imported.displayName}
          {"\u00a0"}». Les journaux gardent leurs lignes.
        </li>
      </ul>
      <p>
        <strong>C’est définitif</strong>
        {"\u00a0"}: ce qui a été réuni ne se sépare plus.
      </p>
      {elsewhere(problems, []) && (
        <p className={css.problem} role="alert">
          {elsewhere(problems, [])}
        </p>
      )}
      <DialogActions>
        <Button size="l" onClick={onClose}>
          Ne pas fusionner
        </Button>
        <Button variant="danger" size="l" icon="users" busy={busy} onClick={() => void merge()}>
          Fusionner pour de bon
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Side({ title, becomes, twin }: { title: string; becomes: string; twin: Twin }) {
  return (
    <section aria-label={title}>
      <h3>
        {title}
        {"\u00a0"}: {becomes}
      </h3>
      <dl className={css.facts}>
        <dt>Nom</dt>
        <dd>{twin.displayName}</dd>
        <dt>Identifiant</dt>
        <dd className={css.login}>{twin.login}</dd>
        <dt>Origine</dt>
        <dd>{SOURCES[twin.source]}</dd>
        <dt>Rôles</dt>
        <dd>{roleWords(twin.roles)}</dd>
        <dt>État</dt>
        <dd>
          <AccountState user={twin} />
        </dd>
        <dt>Dernière activité</dt>
        <dd>{seenWords(twin.lastSeenAt)}</dd>
      </dl>
    </section>
  );
}
