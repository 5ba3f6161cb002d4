import { useEffect, useRef, useState } from "react";
import { useRouteQuery } from "../../app/useRouteQuery";
import { ROLE_NAMES, type Role } from "../../app/viewer";
import { Field, Select } from "../../ui/field/Field";
import type { UsersSearch } from "./search";
import { DIVISIONS } from "./users.gql";
import css from "./users.module.css";
import { STATES, type State } from "./words";

/** After the last key, in milliseconds. */
const PAUSE = 250;

/** What narrows the list: a name as it is typed, a role, a class, a state. */
export function Filters({
  search,
  onChange,
}: {
  search: UsersSearch;
  onChange: (next: UsersSearch) => void;
}) {
  const { data } = useRouteQuery({ query: DIVISIONS, variables: {} });
  return (
    <search className={css.filters}>
      <NameField value={search.nom ?? ""} onName={(nom) => onChange({ nom: nom || undefined })} />
      <Select
        label="Rôle"
        value={search.role ?? ""}
        onChange={(event) => onChange({ role: (event.currentTarget.value as Role) || undefined })}
      >
        <option value="">Tous</option>
        {Object.entries(ROLE_NAMES).map(([role, name]) => (
          <option key={role} value={role}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        label="Classe"
        value={search.classe ?? ""}
        onChange={(event) => onChange({ classe: event.currentTarget.value || undefined })}
      >
        <option value="">Toutes</option>
        {data?.divisions.map((division) => (
          <option key={division.id} value={division.id}>
            {division.code}
          </option>
        ))}
      </Select>
      <Select
        label="État"
        value={search.etat ?? ""}
        onChange={(event) => onChange({ etat: (event.currentTarget.value as State) || undefined })}
      >
        <option value="">Tous</option>
        {Object.entries(STATES).map(([state, { filter }]) => (
          <option key={state} value={state}>
            {filter}
          </option>
        ))}
      </Select>
    </search>
  );
}

/** Searches by itself, a moment after the last key. Accents and capitals are for the service to ignore. */
function NameField({ value, onName }: { value: string; onName: (name: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const say = useRef(onName);
  say.current = onName;

  // The address changed by itself: the filters were cleared, or the menu led here again. Never under the hand.
  useEffect(() => {
    if (value === sent.current || document.activeElement === field.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);

  useEffect(() => {
    const name = typed.trim();
    if (name === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = name;
      say.current(name);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <Field
      ref={field}
      type="search"
      label="Nom"
      className={css.name}
      placeholder="Nom ou prénom"
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
