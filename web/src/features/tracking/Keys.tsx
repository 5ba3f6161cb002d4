import { Dialog } from "../../ui/dialog/Dialog";
import { Checkbox } from "../../ui/field/Field";
import css from "./keys.module.css";
import { keysOn, useKeysOn } from "./keysOn";

const MOVES: readonly [string, string][] = [
  ["← ↑ ↓ →", "se déplacer d’une case"],
  ["Début, Fin", "première, dernière colonne"],
  ["Ctrl Début, Ctrl Fin", "première, dernière case du tableau"],
  ["Page ↑, Page ↓", "dix lignes plus haut, plus bas"],
  ["Tab", "sortir du tableau"],
];
const ENTRY: readonly [string, string][] = [
  ["1 2 3 4", "positionner et descendre"],
  ["Maj + chiffre", "positionner et aller à droite"],
  ["Suppr", "effacer le niveau"],
  ["A ou 0", "absent"],
  ["C ou Entrée", "commenter la compétence"],
  ["B", "faire le bilan de cet apprenant"],
  ["Ctrl Entrée", "dans le bilan\u00a0: valider et passer au suivant"],
  ["Échap", "fermer et revenir à la case"],
  ["Ctrl Z", "annuler la dernière saisie"],
];

/** The list of keys of the tracking table, and the switch of single keys (WCAG 2.1.4). */
export default function Keys({ editable, onClose }: { editable: boolean; onClose: () => void }) {
  const on = useKeysOn();
  return (
    <Dialog title="Les touches du tableau" onClose={onClose}>
      <dl className={css.keys}>
        {[...MOVES, ...(editable ? ENTRY : [["B", "lire le bilan"] as const])].map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="Les touches d’un seul caractère agissent dans le tableau"
        checked={on}
        onChange={(event) => keysOn.set(event.currentTarget.checked)}
      />
    </Dialog>
  );
}
