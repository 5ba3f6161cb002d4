import { useEffect, useRef, useState } from "react";
import { Button } from "../button/Button";
import { Field } from "../field/Field";
import css from "./second-factor.module.css";

/** The code of a telephone, or one of those kept for the day it is lost: its name in the form is `code`. */
export function CodeField({
  error,
  help = "Six chiffres, dans l’application de votre téléphone. Un code sert une seule fois.",
  onlyTelephone = false,
  autoFocus = false,
}: {
  error?: string | null | undefined;
  help?: string;
  /** While it is being set up, nothing else stands in for the telephone. */
  onlyTelephone?: boolean;
  autoFocus?: boolean;
}) {
  const [lost, setLost] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(lost);
  useEffect(() => {
    if (before.current !== lost) place.current?.querySelector("input")?.focus();
    before.current = lost;
  }, [lost]);

  return (
    <div className={css.code} ref={place}>
      {lost ? (
        <Field
          key="recovery"
          label="Code de secours"
          name="code"
          error={error}
          help="L’un des dix codes que vous avez gardés, par exemple ABCDE-FGHJK. Il ne servira plus ensuite."
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
        />
      ) : (
        <Field
          key="telephone"
          label="Code de l’application"
          name="code"
          error={error}
          help={help}
          autoComplete="one-time-code"
          inputMode="numeric"
          spellCheck={false}
          maxLength={10}
          autoFocus={autoFocus}
        />
      )}
      {!onlyTelephone && (
        <Button variant="bare" onClick={() => setLost(!lost)}>
          {lost ? "Utiliser l’application" : "Sans mon téléphone\u00a0: utiliser un code de secours"}
        </Button>
      )}
    </div>
  );
}
