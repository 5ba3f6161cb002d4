import { Link } from "@tanstack/react-router";
import { paths } from "../../app/paths";
import { useViewer } from "../../app/viewer";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import { AccountState } from "./AccountState";
import css from "./account.module.css";
import { type Line, roleWords } from "./words";

/** Accounts with the same names, and born the same day as far as is known: one is perhaps the one wanted; R18. */
export function Lookalikes({
  people,
  busy,
  onCreate,
}: {
  people: readonly Line[];
  busy: boolean;
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
          </li>
        ))}
      </ul>
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
