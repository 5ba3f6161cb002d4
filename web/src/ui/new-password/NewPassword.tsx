import type { Rule, Typed } from "../../lib/password";
import { PasswordField } from "../field/Field";
import { Icon } from "../icon/Icon";
import css from "./new-password.module.css";

/** A new password, typed twice, and the rules that it meets or not while it is typed; R9, R12. */
export function NewPassword({
  typed,
  rules,
  problems = {},
  onType,
}: {
  typed: Typed;
  rules: readonly Rule[];
  /** What was refused, by field. */
  problems?: { readonly [field in keyof Typed]?: string | undefined };
  onType: (typed: Typed) => void;
}) {
  return (
    <>
      <PasswordField
        label="Nouveau mot de passe"
        name="password"
        value={typed.password}
        error={problems.password}
        onChange={(event) => onType({ ...typed, password: event.target.value })}
        autoComplete="new-password"
        maxLength={128}
      />
      <PasswordField
        label="Le même, encore une fois"
        name="again"
        value={typed.again}
        error={problems.again}
        onChange={(event) => onType({ ...typed, again: event.target.value })}
        autoComplete="new-password"
        maxLength={128}
      />
      <ul className={css.rules} aria-label="Règles du mot de passe">
        {rules.map((rule) => (
          <li key={rule.text} data-met={rule.met ? "yes" : "no"}>
            <Icon name={rule.met ? "circle-check" : "circle"} />
            <span>
              {rule.text}
              {rule.now && ` (${rule.now})`}
              <span className="sr-only">{rule.met ? "\u00a0: c’est bon" : "\u00a0: pas encore"}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
