import { time } from "../../lib/dates";
import { Icon } from "../icon/Icon";
import css from "./saving.module.css";

/** Where a field stands between the keyboard and the service. */
export type Saving =
  | { state: "idle" }
  | { state: "saving" }
  | { state: "saved"; at: Date }
  | { state: "kept" }
  | { state: "conflict"; by: string; at: string }
  | { state: "refused"; message: string };

/** The state of a field in the words of the product, beside what it concerns. */
export function SavingPill({
  saving,
  onMine,
  onTheirs,
}: {
  saving: Saving;
  onMine?: () => void;
  onTheirs?: () => void;
}) {
  return (
    <span className={css.place} role="status">
      {saving.state === "saving" && <span className={css.quiet}>Enregistrement…</span>}
      {saving.state === "saved" && (
        <span className={css.saved}>
          <Icon name="check" /> Enregistré à {time(saving.at)}
        </span>
      )}
      {saving.state === "kept" && (
        <span className={css.kept}>
          <Icon name="save" /> Gardé sur cet appareil
        </span>
      )}
      {saving.state === "conflict" && (
        <span className={css.refused}>
          <span>
            <Icon name="users" /> Modifié par {saving.by} à {time(new Date(saving.at))} :
          </span>{" "}
          <button type="button" className={css.choice} onClick={onMine}>
            garder le mien
          </button>
          {" / "}
          <button type="button" className={css.choice} onClick={onTheirs}>
            prendre le sien
          </button>
        </span>
      )}
      {saving.state === "refused" && (
        <span className={css.refused}>
          <Icon name="triangle-alert" /> Refusé : {saving.message}
        </span>
      )}
    </span>
  );
}
