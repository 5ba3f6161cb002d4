import { useEffect, useRef, useState } from "react";
import { Field } from "../field/Field";

/** After the last key, in milliseconds. */
const PAUSE = 250;

/** Searches by itself, a moment after the last key. Accents and capitals are for the service to ignore. */
export function SearchField({
  label,
  placeholder,
  className,
  value,
  onSearch,
}: {
  label: string;
  placeholder?: string;
  className?: string | undefined;
  value: string;
  onSearch: (text: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const say = useRef(onSearch);
  say.current = onSearch;

  // The address changed by itself: the filters were cleared, or the menu led here again. Never under the hand.
  useEffect(() => {
    if (value === sent.current || document.activeElement === field.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);

  useEffect(() => {
    const text = typed.trim();
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      say.current(text);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <Field
      ref={field}
      type="search"
      label={label}
      className={className}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
