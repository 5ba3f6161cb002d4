import { useNavigate } from "@tanstack/react-router";
import { Icon } from "../ui/icon/Icon";
import { toast } from "../ui/toast/toast";
import { choices, workOn } from "./diplomas";
import { paths } from "./paths";
import css from "./person-menu.module.css";
import { useViewer } from "./viewer";

/** « Changer de diplôme », for those who have several; R21. */
export default function DiplomaMenu({ onDone }: { onDone: () => void }) {
  const viewer = useViewer();
  const navigate = useNavigate();

  async function changeTo({ id, label }: { id: string | null; label: string }) {
    onDone();
    const problem = await workOn(id);
    if (problem) {
      toast(problem, { tone: "late" });
      return;
    }
    await navigate({ to: paths.home() });
    toast(`Diplôme affiché : ${label}.`);
  }

  return (
    <fieldset>
      <legend>Changer de diplôme</legend>
      {choices(viewer).map((choice) => {
        const holds = choice.id === (viewer.currentSpecialty?.id ?? null);
        return (
          <button
            key={choice.id}
            type="button"
            aria-pressed={holds}
            onClick={() => void changeTo(choice)}
          >
            <Icon name="graduation-cap" /> {choice.label}
            {holds && <Icon name="check" className={css.chosen} />}
          </button>
        );
      })}
    </fieldset>
  );
}
