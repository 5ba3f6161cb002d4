import { useRouteQuery } from "../../app/useRouteQuery";
import { ROLE_NAMES, type Role } from "../../app/viewer";
import { capital } from "../../lib/text";
import { Select } from "../../ui/field/Field";
import { SearchField } from "../../ui/search-field/SearchField";
import type { UsersSearch } from "./search";
import { DIVISIONS } from "./users.gql";
import css from "./users.module.css";
import { SOURCES, type Source, STATES, type State } from "./words";

/** What narrows the list: a name as it is typed, a role, a class, a state, where the account comes from. */
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
      <SearchField
        label="Nom"
        placeholder="Nom ou prénom"
        className={css.name}
        value={search.nom ?? ""}
        onSearch={(nom) => onChange({ nom: nom || undefined })}
      />
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
      <Select
        label="Provenance"
        value={search.provenance ?? ""}
        onChange={(event) => onChange({ provenance: (event.currentTarget.value as Source) || undefined })}
      >
        <option value="">Toutes</option>
        {Object.entries(SOURCES).map(([source, words]) => (
          <option key={source} value={source}>
            {capital(words)}
          </option>
        ))}
      </Select>
    </search>
  );
}
