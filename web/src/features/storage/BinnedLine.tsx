import { useState } from "react";
import { shortInstant } from "../../lib/dates";
import { size } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Icon } from "../../ui/icon/Icon";
import { restore } from "./restore";
import css from "./storage.module.css";
import { type Line, leftInBin, type Words } from "./words";

/** One file of the bin, and the way back. */
export function BinnedLine({ line, words }: { line: Line; words: Words }) {
  const [busy, setBusy] = useState(false);
  const deletedAt = line.deletedAt ?? line.addedAt;
  return (
    <li>
      <Icon name="file-text" className={css.icon} />
      <div className={css.words}>
        <b className={css.name}>{line.name}</b>
        <p className="small muted">
          {size(line.bytes)}, retiré le {shortInstant(deletedAt)} par{" "}
          {line.deletedBy?.displayName ?? words.who}, {leftInBin(deletedAt)}
        </p>
      </div>
      <Button
        icon="undo-2"
        busy={busy}
        onClick={async () => {
          setBusy(true);
          await restore(line);
          setBusy(false);
        }}
      >
        Rétablir<span className="sr-only"> {line.name}</span>
      </Button>
    </li>
  );
}
