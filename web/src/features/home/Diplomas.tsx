import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { choices, workOn } from "../../app/diplomas";
import { paths } from "../../app/paths";
import { choosesDiploma, useViewer } from "../../app/viewer";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import css from "./home.module.css";

/** The diploma in use, and the way to another one; for a teacher without any, what to do; R20–R22. */
export function Diplomas() {
  const viewer = useViewer();
  const [busy, setBusy] = useState<string | null>(null);

  async function changeTo({ id, label }: { id: string | null; label: string }) {
    setBusy(label);
    const problem = await workOn(id);
    setBusy(null);
    if (problem) toast(problem, { tone: "late" });
    else toast(`Diplôme affiché : ${label}.`);
  }

  if (viewer.specialties.length === 0) {
    return (
      <Notice title="Aucun diplôme ne vous est encore rattaché">
        <span>
          Les vôtres viendront avec vos classes, au prochain import. D’ici là, choisissez-les dans{" "}
          <Link to={paths.account()}>Mon compte</Link>.
        </span>
      </Notice>
    );
  }
  if (!choosesDiploma(viewer)) return null;
  return (
    <fieldset className={css.diplomas}>
      <legend>Changer de diplôme</legend>
      {choices(viewer).map((choice) => (
        <button
          key={choice.id}
          type="button"
          aria-pressed={choice.id === (viewer.currentSpecialty?.id ?? null)}
          aria-busy={busy === choice.label || undefined}
          onClick={() => void changeTo(choice)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}
