import { type FormEvent, useRef, useState } from "react";
import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { shortInstant } from "../../lib/dates";
import { size } from "../../lib/text";
import { Button, buttonClass } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import { Icon } from "../../ui/icon/Icon";
import { toast } from "../../ui/toast/toast";
import { restore } from "./restore";
import { DELETE, RENAME } from "./storage.gql";
import css from "./storage.module.css";
import { type Line, type Space, stemOf, type Words } from "./words";

/** One file: taken away by its name, named otherwise in its place, moved to the bin. */
export function FileLine({ line, space, words }: { line: Line; space: Space; words: Words }) {
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  const can = space.viewerCan;

  const close = () => {
    setNaming(false);
    setProblem(null);
    requestAnimationFrame(() => pencil.current?.focus());
  };

  async function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    setBusy(true);
    const input = { id: line.id, version: line.version, name };
    const { data, error } = await client.mutation(RENAME, { input }).toPromise();
    setBusy(false);
    const problems = problemsOf(error, data?.renameStorageFile.errors);
    const first = Object.values(problems)[0];
    if (first) setProblem(first);
    else close();
  }

  async function remove() {
    setBusy(true);
    const { data, error } = await client.mutation(DELETE, { input: { id: line.id } }).toPromise();
    setBusy(false);
    const first = Object.values(problemsOf(error, data?.deleteStorageFile.errors))[0];
    if (first) setProblem(first);
    else toast(`«\u00a0${line.name}\u00a0» est dans la corbeille.`, { undo: () => void restore(line) });
  }

  if (naming) {
    return (
      <li className={css.naming}>
        <form
          onSubmit={(event) => void rename(event)}
          onKeyDown={(event) => {
            if (event.key === "Escape") close();
          }}
          noValidate
        >
          <Field
            label="Nouveau nom"
            name="name"
            defaultValue={stemOf(line.name)}
            autoComplete="off"
            error={problem}
            autoFocus
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button type="submit" variant="filled" busy={busy}>
            Renommer
          </Button>
          <Button variant="bare" onClick={close}>
            Annuler
          </Button>
        </form>
      </li>
    );
  }
  return (
    <li>
      <Icon name="file-text" className={css.icon} />
      <div className={css.words}>
        <a className={css.name} href={line.path} download={line.name}>
          {line.name}
        </a>
        <p className="small muted">
          {size(line.bytes)}, {shortInstant(line.addedAt)}
          {space.kind !== "PERSONAL" && `, par ${line.addedBy?.displayName ?? words.who}`}
        </p>
        {problem && (
          <p className={css.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className={css.buttons}>
        <a
          className={buttonClass({ variant: "bare" })}
          href={line.path}
          download={line.name}
          aria-label={`Télécharger ${line.name}`}
        >
          <Icon name="download" />
        </a>
        {can.includes("RENAME_STORAGE_FILE") && (
          <Button
            ref={pencil}
            variant="bare"
            icon="pencil"
            aria-label={`Renommer ${line.name}`}
            onClick={() => setNaming(true)}
          />
        )}
        {can.includes("DELETE_STORAGE_FILE") && (
          <Button
            variant="bare"
            icon="trash-2"
            busy={busy}
            aria-label={`Mettre ${line.name} à la corbeille`}
            onClick={() => void remove()}
          />
        )}
      </div>
    </li>
  );
}
