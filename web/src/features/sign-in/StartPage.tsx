import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { paths, UAI } from "../../app/paths";
import { LAST_UAI } from "../../app/routes";
import { usePage } from "../../app/title";
import { Button } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import { Welcome } from "./Welcome";

/** Asks which establishment, when the address does not say. */
export function StartPage() {
  usePage("Votre établissement", "");
  const navigate = useNavigate();
  const [error, setError] = useState<string | null>(null);

  function go(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const uai = String(new FormData(event.currentTarget).get("uai")).replace(/\s/g, "").toUpperCase();
    if (UAI.test(uai)) void navigate({ href: paths.signIn(uai) });
    else setError("Un code d’établissement a sept chiffres et une lettre, par exemple 0540099Z.");
  }

  return (
    <Welcome>
      <h1 tabIndex={-1}>Votre établissement</h1>
      <p>Chaque établissement a sa propre adresse. Donnez son code pour y aller.</p>
      <form onSubmit={go} noValidate>
        <Field
          label="Code de l’établissement (UAI)"
          name="uai"
          help="Sept chiffres et une lettre. Il figure sur les bulletins et les courriers du lycée."
          error={error}
          defaultValue={localStorage.getItem(LAST_UAI) ?? ""}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={12}
        />
        <Button variant="filled" size="l" wide type="submit">
          Continuer
        </Button>
      </form>
    </Welcome>
  );
}
