import { useEffect, useRef, useState } from "react";
import { paths } from "../../app/paths";
import { Icon } from "../../ui/icon/Icon";
import css from "./help.module.css";

/** After the last key, in milliseconds. */
const PAUSE = 200;

/** What is looked for; the address follows shortly after the last key. */
export function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      // An article opened meanwhile is not left for what was typed before.
      if (location.pathname === paths.help()) latest.current(typed);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  // The address changed by itself: the search was cleared, or the menu led here again.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  return (
    <search className={css.search}>
      <Icon name="search" />
      <input
        type="search"
        aria-label="Chercher dans l’assistance"
        placeholder="Par exemple&nbsp;: mot de passe, import, bilan"
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </search>
  );
}
