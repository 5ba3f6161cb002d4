import { type ReactNode, useId } from "react";
import { Icon } from "../icon/Icon";
import css from "./radio-cards.module.css";

/**
 * One choice among a few that need a sentence each. For those who only read, the one that holds and its
 * sentence.
 */
export function RadioCards<V extends string>({
  legend,
  value,
  options,
  readOnly = false,
  error,
  children,
  onChange,
}: {
  legend: string;
  value: V;
  options: readonly { value: V; label: string; about: ReactNode; disabled?: boolean }[];
  readOnly?: boolean;
  /** What is wrong with the choice. */
  error?: string | null | undefined;
  /** Under the legend: what the choice is for. */
  children?: ReactNode;
  onChange: (value: V) => void;
}) {
  const name = useId();
  const shown = readOnly ? options.filter((option) => option.value === value) : options;
  return (
    <fieldset className={css.group} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{legend}</legend>
      {children}
      {shown.map((option) =>
        readOnly ? (
          <p key={option.value} className={css.only}>
            <b>{option.label}</b>
            <span>{option.about}</span>
          </p>
        ) : (
          <label key={option.value} className={css.option} data-off={option.disabled || undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span>
              <b>{option.label}</b>
              <span className={css.about}>{option.about}</span>
            </span>
          </label>
        ),
      )}
      {error && (
        <p id={`${name}-error`} className={css.error} role="alert">
          <Icon name="triangle-alert" /> {error}
        </p>
      )}
    </fieldset>
  );
}
