import { type ReactNode, useState } from "react";
import { Field } from "../field/Field";
import { later, read, written } from "./day";

/**
 * A day, typed as people write it (« 4/12 », « 4 déc. 2026 ») and shown as « 04/12/2026 » whatever the
 * browser's language. Arrows up and down move by a day. `value` and `onDay` are `YYYY-MM-DD`, or empty.
 */
export function DateField({
  label,
  value,
  min,
  max,
  error,
  help,
  readOnly,
  className,
  onDay,
  onBlur,
}: {
  label: string;
  value: string;
  min?: string | undefined;
  max?: string | undefined;
  error?: string | null | undefined;
  help?: ReactNode;
  readOnly?: boolean;
  className?: string | undefined;
  onDay: (day: string) => void;
  onBlur?: () => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const [unread, setUnread] = useState(false);
  const settle = () => {
    if (typed !== null) {
      const day = typed.trim() === "" ? "" : read(typed, { min, max });
      setUnread(day === null);
      if (day !== null) {
        setTyped(null);
        if (day !== value) onDay(day);
      }
    }
    onBlur?.();
  };
  return (
    <Field
      label={label}
      inputMode="numeric"
      autoComplete="off"
      placeholder="jj/mm/aaaa"
      className={className}
      readOnly={readOnly}
      value={typed ?? written(value)}
      error={unread ? "Date illisible." : error}
      help={help}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        setUnread(false);
        // A whole date leaves at once; a shorter one when the field is left.
        if (/^\d{2}\/\d{2}\/\d{4}$/.test(text)) {
          const day = read(text);
          if (day && day !== value) onDay(day);
        }
      }}
      onKeyDown={(event) => {
        const step = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
        if (event.key === "Enter" && !event.ctrlKey) settle();
        if (step === 0 || readOnly) return;
        const day = (typed === null ? value : read(typed, { min, max })) || min;
        if (!day) return;
        event.preventDefault();
        setTyped(null);
        setUnread(false);
        onDay(later(day, step));
      }}
      onBlur={settle}
    />
  );
}
