import { plural } from "../../lib/text";
import { Icon } from "../../ui/icon/Icon";
import { useSummary } from "./sheet";
import css from "./tracking.module.css";

/** Where all the entries of the page stand, in one sentence. */
export function SavingSummary() {
  const { saving, kept, conflicts, refused } = useSummary();
  if (conflicts > 0) {
    return (
      <span className={css.late} role="status">
        <Icon name="users" /> {plural(conflicts, "saisie à trancher", "saisies à trancher")}
      </span>
    );
  }
  if (refused > 0) {
    return (
      <span className={css.late} role="status">
        <Icon name="triangle-alert" /> {plural(refused, "saisie refusée", "saisies refusées")}
      </span>
    );
  }
  if (kept > 0) {
    return (
      <span className={css.soon} role="status">
        <Icon name="save" /> {plural(kept, "saisie", "saisies")} en attente d’envoi
      </span>
    );
  }
  return (
    <span className={saving ? css.quiet : css.done} role="status">
      {saving ? (
        "Enregistrement…"
      ) : (
        <>
          <Icon name="circle-check" /> Tout est enregistré
        </>
      )}
    </span>
  );
}
