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

/** What ties a control to its label, help and error for assistive technologies. */
type Tied = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** Label, control, help and error. */
function FieldFrame({
  label,
  help,
  error,
  aside,
  className,
  children,
}: Frame & { children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={[css.field, className].filter(Boolean).join(" ")}>
      <span className={css.top}>
        <label htmlFor={id}>{label}</label>
        {aside}
      </span>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
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

/** Parts what the frame shows from what the control takes. */
function parted<P extends Frame>({ label, help, error, aside, className, ...control }: P) {
  return [{ label, help, error, aside, className }, control] as const;
}

/** One line of text, a date, a number. */
export function Field(props: Frame & Omit<ComponentProps<"input">, "id">) {
  const [frame, input] = parted(props);
  return <FieldFrame {...frame}>{(tied) => <input {...input} {...tied} className={css.input} />}</FieldFrame>;
}

/** Several lines of text; grows with what is written. */
export function TextArea(props: Frame & Omit<ComponentProps<"textarea">, "id">) {
  const [frame, area] = parted(props);
  return (
    <FieldFrame {...frame}>{(tied) => <textarea {...area} {...tied} className={css.area} />}</FieldFrame>
  );
}

/** A choice among a few; `children` are `<option>`s. */
export function Select(props: Frame & Omit<ComponentProps<"select">, "id">) {
  const [frame, select] = parted(props);
  return (
    <FieldFrame {...frame}>{(tied) => <select {...select} {...tied} className={css.input} />}</FieldFrame>
  );
}

/** A password that can be shown; R12. Paste and password managers work. */
export function PasswordField(props: Frame & Omit<ComponentProps<"input">, "id" | "type">) {
  const [frame, input] = parted(props);
  const [shown, setShown] = useState(false);
  return (
    <FieldFrame {...frame}>
      {(tied) => (
        <span className={css.password}>
          <input
            {...input}
            {...tied}
            type={shown ? "text" : "password"}
            className={css.input}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
          />
          <button type="button" aria-pressed={shown} aria-controls={tied.id} onClick={() => setShown(!shown)}>
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
