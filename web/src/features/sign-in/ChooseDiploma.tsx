import { useEffect, useRef, useState } from "react";
import { openClient } from "../../app/client";
import { choices, workOn } from "../../app/diplomas";
import type { Viewer } from "../../app/session";
import { usePage } from "../../app/title";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import css from "./sign-in.module.css";

/** After the password, a teacher of several diplomas says with which one to begin: the last one comes first; R20. */
export default function ChooseDiploma({ viewer, onChosen }: { viewer: Viewer; onChosen: () => void }) {
  usePage("Choisir un diplôme", viewer.establishment.name);
  const heading = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const last = viewer.currentSpecialty?.id ?? null;
  const all = choices(viewer);
  const proposed = all.filter(({ id }) => id === last && id !== null);
  const inOrder = [...proposed, ...all.filter((one) => !proposed.includes(one))];

  async function choose(id: string | null) {
    setBusy(id ?? "all");
    setProblem(null);
    const refused = id === last ? null : await workOn(id, openClient);
    setBusy(null);
    if (refused) setProblem(refused);
    else onChosen();
  }

  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        Choisir un diplôme
      </h1>
      <p>
        L’accueil et les tableaux de suivi montrent les classes de ce diplôme. Vous pourrez en changer à tout
        moment, sans vous reconnecter.
      </p>
      {problem && (
        <Notice tone="late" title="Rien n’a été enregistré" alert>
          <p>{problem}</p>
        </Notice>
      )}
      <ul className={css.diplomas}>
        {inOrder.map(({ id, label }) => (
          <li key={id}>
            <Button
              variant={id === last ? "filled" : "plain"}
              size="l"
              wide
              busy={busy === (id ?? "all")}
              onClick={() => void choose(id)}
            >
              {label}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
