import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { ROLE_NAMES, type Role, useViewer } from "../../app/viewer";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import { AccountState } from "./AccountState";
import css from "./account.module.css";
import { type Account, type Line, roleWords } from "./words";

/** An account that looks like the one asked for, and what the viewer may do with it. */
export type Lookalike = Line & Pick<Account, "viewerCan">;

/** Accounts with the same names, and born the same day as far as is known: one is perhaps the one wanted; R18. */
export function Lookalikes({
  people,
  role,
  busy,
  problem,
  onGive,
  onCreate,
}: {
  people: readonly Lookalike[];
  /** The one asked for the new account. */
  role: Role | "";
  busy: boolean;
  /** Why the role was not given. */
  problem: string | null;
  onGive: (one: Lookalike) => void;
  onCreate: () => void;
}) {
  const { modules } = useViewer();
  return (
    <Notice
      tone="soon"
      alert
      title={
        people.length === 1
          ? "Un compte a déjà les mêmes nom et prénom."
          : "Des comptes ont déjà les mêmes nom et prénom."
      }
    >
      <span>Même date de naissance, ou date inconnue{"\u00a0"}:</span>
      <ul className={css.lookalikes}>
        {people.map((one) => (
          <li key={one.id}>
            <Link to={paths.user(one.id)}>{one.listName}</Link>
            <span>{[roleWords(one.roles), one.division?.code].filter(Boolean).join(", ")}</span>
            <AccountState user={one} />
            {role && one.viewerCan.includes("GRANT_ROLE") && !one.roles.includes(role) && (
              <Button icon="plus" busy={busy} onClick={() => onGive(one)}>
                Utiliser ce compte
                <span className="sr-only"> de {one.displayName}</span>, avec le rôle «{"\u00a0"}
                {ROLE_NAMES[role]}
                {"\u00a0"}» de plus
              </Button>
            )}
          </li>
        ))}
      </ul>
      {problem && <span className={css.problem}>{problem}</span>}
      <span>
        Si c’est la même personne, son compte suffit{"\u00a0"}: rouvrez-le, ou{" "}
        {modules.includes("IMPORTS") ? (
          <Link to={paths.imports()}>importez de nouveau</Link>
        ) : (
          "faites importer de nouveau"
        )}{" "}
        les fichiers à jour. C’est la voie recommandée.
      </span>
      <span className={css.buttons}>
        <Button icon="plus" busy={busy} onClick={onCreate}>
          Créer quand même
        </Button>
      </span>
    </Notice>
  );
}
