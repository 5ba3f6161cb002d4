import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { Icon } from "../icon/Icon";
import css from "./field.module.css";

type Frame = {
  label: string;
  /** Under the field, always visible: what to write and in which form. */
  help?: ReactNode;
  /** What is wrong and how to put it right, as the service or the form says it. */
  error?: string | null | undefined;
  /** At the right of the label. */
  aside?: ReactNode;
  className?: string | undefined;
};

type Ids = { id: string; described: string | undefined; invalid: true | undefined };

/** Label, control, help and error, tied together for assistive technologies. */
function FieldFrame({
  label,
  help,
  error,
  aside,
  className,
  children,
}: Frame & { children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={[css.field, className].filter(Boolean).join(" ")}>
      <span className={css.top}>
        <label htmlFor={id}>{label}</label>
        {aside}
      </span>
      {children({ id, described, invalid: error ? true : undefined })}
      {error && (
        <span id={`${id}-error`} className={css.error}>
          <Icon name="triangle-alert" /> {error}
        </span>
      )}
      {help && (
        <span id={`${id}-help`} className={css.help}>
          {help}
        </span>
      )}
    </div>
  );
}

/** One line of text, a date, a number. */
export function Field({
  label,
  help,
  error,
  aside,
  className,
  ...input
}: Frame & Omit<ComponentProps<"input">, "id">) {
  return (
    <FieldFrame {...{ label, help, error, aside, className }}>
      {({ id, described, invalid }) => (
        <input {...input} id={id} className={css.input} aria-describedby={described} aria-invalid={invalid} />
      )}
    </FieldFrame>
  );
}

/** Several lines of text; grows with what is written. */
export function TextArea({
  label,
  help,
  error,
  aside,
  className,
  ...area
}: Frame & Omit<ComponentProps<"textarea">, "id">) {
  return (
    <FieldFrame {...{ label, help, error, aside, className }}>
      {({ id, described, invalid }) => (
        <textarea
          {...area}
          id={id}
          className={css.area}
          aria-describedby={described}
          aria-invalid={invalid}
        />
      )}
    </FieldFrame>
  );
}

/** A choice among a few; `children` are `<option>`s. */
export function Select({
  label,
  help,
  error,
  aside,
  className,
  ...select
}: Frame & Omit<ComponentProps<"select">, "id">) {
  return (
    <FieldFrame {...{ label, help, error, aside, className }}>
      {({ id, described, invalid }) => (
        <select
          {...select}
          id={id}
          className={css.input}
          aria-describedby={described}
          aria-invalid={invalid}
        />
      )}
    </FieldFrame>
  );
}

/** A password that can be shown; R12. Paste and password managers work. */
export function PasswordField({
  label,
  help,
  error,
  aside,
  className,
  ...input
}: Frame & Omit<ComponentProps<"input">, "id" | "type">) {
  const [shown, setShown] = useState(false);
  return (
    <FieldFrame {...{ label, help, error, aside, className }}>
      {({ id, described, invalid }) => (
        <span className={css.password}>
          <input
            {...input}
            id={id}
            type={shown ? "text" : "password"}
            className={css.input}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            aria-describedby={described}
            aria-invalid={invalid}
          />
          <button type="button" aria-pressed={shown} aria-controls={id} onClick={() => setShown(!shown)}>
            <Icon name={shown ? "eye-off" : "eye"} />
            Afficher<span className="sr-only"> le mot de passe</span>
          </button>
        </span>
      )}
    </FieldFrame>
  );
}

/** A box to tick, with its words. */
export function Checkbox({
  label,
  className,
  ...input
}: { label: ReactNode } & Omit<ComponentProps<"input">, "type">) {
  return (
    <label className={[css.check, className].filter(Boolean).join(" ")}>
      <input {...input} type="checkbox" />
      <span>{label}</span>
    </label>
  );
}
