import { useEffect, useRef } from "react";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { TextArea } from "../../ui/field/Field";
import { LevelChoice } from "../../ui/level-choice/LevelChoice";
import { PublicMark } from "../../ui/public-mark/PublicMark";
import { SavingPill } from "../../ui/saving/SavingPill";
import { toast } from "../../ui/toast/toast";
import { BilanForm } from "./BilanForm";
import { positioned, proposed, type Row, shown } from "./edits";
import css from "./panel.module.css";
import { useLine } from "./sheet";
import { Theirs } from "./Theirs";
import type { Entry } from "./useEntry";
import { bilanWord, type Competency, levelName, nextOwed, owed, type Table } from "./words";

type Props = {
  table: Table;
  rows: readonly Row[];
  items: readonly Competency[];
  entry: Entry;
};

/** Beside the grid: the active cell, or the bilan that is open. */
export function SidePanel({ table, rows, items, entry }: Props) {
  const open = rows.find((row) => row.learner.id === entry.open);
  if (open) {
    return (
      <aside className={css.panel} aria-label={`Bilan de ${open.learner.displayName}`}>
        <BilanForm
          key={open.id}
          table={table}
          rows={rows}
          row={open}
          entry={entry}
          focused
          onClose={entry.closeBilan}
        />
      </aside>
    );
  }
  const row = rows.find((one) => one.learner.id === entry.active.learner);
  if (!row) return null;
  const item = items.find((one) => one.id === entry.active.column);
  return (
    <aside className={css.panel} aria-label="Apprenant et compétence choisis">
      <CellPanel
        key={`${row.id} ${item?.id}`}
        table={table}
        rows={rows}
        items={items}
        entry={entry}
        row={row}
        item={item}
      />
    </aside>
  );
}

function CellPanel({
  table,
  rows,
  items,
  entry,
  row,
  item,
}: Props & { row: Row; item: Competency | undefined }) {
  const { edits, saving, keepMine, takeTheirs, flush } = useLine(row.learner.id);
  const comment = useRef<HTMLDivElement>(null);
  const asked = useRef(entry.commenting);
  useEffect(() => {
    if (asked.current === entry.commenting) return;
    asked.current = entry.commenting;
    comment.current?.querySelector("textarea")?.focus();
  }, [entry.commenting]);

  const scale = table.framework?.scale;
  if (!scale) return null;
  const { learner } = row;
  const frozen = entry.frozen(row);
  const cell = item && shown(row, edits, item.id);
  const hint = item ? proposed(row, item.id) : null;
  const done = positioned(row, edits, table.competencies);
  const missing = table.competencies.filter((one) => shown(row, edits, one.id).rank === null);
  const next = nextOwed(rows, learner.id);
  const write = (change: Parameters<Entry["write"]>[0][number]["change"]) =>
    item && entry.write([{ learner: learner.id, item: item.id, change }]);

  return (
    <>
      <header>
        <h2>
          <PublicMark status={learner.status} /> {learner.displayName}
        </h2>
        {item ? (
          <p className={css.what}>
            <b>{item.code}</b> {item.label}
          </p>
        ) : (
          <p className={css.what}>Bilan&nbsp;: {bilanWord(row).text}</p>
        )}
        {row.leavesOn && (
          <p className="small">
            Part le {dates.long(row.leavesOn)}, {dates.delay(row.leavesOn)}.
          </p>
        )}
      </header>
      {item && cell && (
        <>
          <LevelChoice
            label={`Niveau retenu pour ${item.code}`}
            levels={scale.levels}
            value={cell.rank}
            readOnly={frozen}
            onChange={(rank) => write({ rank })}
          />
          <p className={css.level}>
            {cell.absent ? "absent" : cell.rank === null ? scale.notAssessed : levelName(scale, cell.rank)}
            {hint !== null && hint !== cell.rank && (
              <span className="muted"> · proposé&nbsp;: {levelName(scale, hint)}</span>
            )}
          </p>
          {!frozen && (
            <div className={css.small}>
              {hint !== null && hint !== cell.rank && (
                <Button onClick={() => write({ rank: hint })}>Reprendre {hint}</Button>
              )}
              <Button
                variant="bare"
                aria-pressed={cell.absent}
                onClick={() => write({ rank: null, absent: !cell.absent })}
              >
                Absent
              </Button>
              {(cell.rank !== null || cell.absent) && (
                <Button variant="bare" onClick={() => write({ rank: null, absent: false })}>
                  Effacer
                </Button>
              )}
              {cell.rank !== null && (
                <Fill rows={rows} row={row} item={item} items={items} rank={cell.rank} entry={entry} />
              )}
            </div>
          )}
          {(!frozen || cell.comment) && (
            // biome-ignore lint/a11y/noStaticElementInteractions: Échap brings the focus back to the grid
            <div
              ref={comment}
              onKeyDown={(event) => {
                if (event.key !== "Escape") return;
                const selector = `[data-learner="${CSS.escape(learner.id)}"][data-column="${CSS.escape(item.id)}"]`;
                document.querySelector<HTMLElement>(selector)?.focus();
              }}
            >
              <TextArea
                label={`Commentaire sur ${item.code}`}
                rows={3}
                maxLength={1000}
                value={cell.comment}
                readOnly={frozen}
                onChange={(event) => write({ comment: event.currentTarget.value })}
                onBlur={() => void flush()}
              />
            </div>
          )}
        </>
      )}
      <SavingPill saving={saving} onMine={keepMine} onTheirs={takeTheirs} />
      {saving.state === "conflict" && <Theirs table={table} row={row} edits={edits} by={saving.by} />}
      {saving.state === "refused" && (
        <Button icon="undo-2" onClick={takeTheirs}>
          Abandonner ma saisie
        </Button>
      )}
      {table.period && (
        <div className={css.foot}>
          <p>
            <b>Bilan, {table.period.label.toLocaleLowerCase("fr-FR")}</b>
            <br />
            <span className="small">{countSentence(done, missing, table.competencies.length)}</span>
          </p>
          {!entry.editable && (
            <p className="small muted">
              Lecture seule&nbsp;: les enseignants en charge positionnent et valident.
            </p>
          )}
          <Button
            variant={entry.editable && owed(row) && !row.bilan?.validatedAt ? "filled" : "plain"}
            size="l"
            wide
            onClick={() => entry.openBilan(learner.id)}
          >
            <span>
              {row.bilan?.validatedAt || !entry.editable ? "Lire" : row.bilan ? "Reprendre" : "Faire"} le
              bilan de <span className="nowrap">{learner.firstName}</span>
            </span>{" "}
            <kbd className={css.kbd}>B</kbd>
          </Button>
          {entry.editable && next && (
            <p className="small muted">
              Ensuite&nbsp;: {next.learner.displayName}
              {next.leavesOn && `, qui part le ${dates.long(next.leavesOn)}`}.
            </p>
          )}
        </div>
      )}
    </>
  );
}

/** One gesture for a column or a line: the level goes to the cells that have none; R100. */
function Fill({
  rows,
  row,
  item,
  items,
  rank,
  entry,
}: {
  rows: readonly Row[];
  row: Row;
  item: Competency;
  items: readonly Competency[];
  rank: number;
  entry: Entry;
}) {
  const empty = (one: Row, id: string) => {
    const level = one.levels.find((known) => known.itemId === id);
    return (
      !entry.frozen(one) &&
      !level?.absent &&
      (level?.rank ?? null) === null &&
      !(one === row && id === item.id)
    );
  };
  const column = rows.filter((one) => empty(one, item.id));
  const line = items.filter((one) => empty(row, one.id));
  const fill = (changes: { learner: string; item: string }[]) => {
    entry.write(changes.map((change) => ({ ...change, change: { rank } })));
    toast(`Niveau ${rank} mis à ${plural(changes.length, "case", "cases")}.`, { undo: () => entry.undo() });
  };
  return (
    <>
      {column.length > 0 && (
        <Button
          variant="bare"
          onClick={() => fill(column.map((one) => ({ learner: one.learner.id, item: item.id })))}
        >
          {rank} aux {plural(column.length, "case vide", "cases vides")} de la colonne
        </Button>
      )}
      {line.length > 0 && (
        <Button
          variant="bare"
          onClick={() => fill(line.map((one) => ({ learner: row.learner.id, item: one.id })))}
        >
          {rank} aux {plural(line.length, "case vide", "cases vides")} de la ligne
        </Button>
      )}
    </>
  );
}

/** « 12 compétences sur 13 positionnées. Il manque C10, ce n’est pas bloquant. » */
export function countSentence(done: number, missing: readonly { code: string }[], all: number): string {
  const count = `${plural(done, "compétence", "compétences")} sur ${all} ${done > 1 ? "positionnées" : "positionnée"}.`;
  if (missing.length === 0 || done === 0) return count;
  // « et 1 autre » is as long as the code itself.
  const named = missing.length <= 5 ? 5 : 4;
  const names = missing
    .slice(0, named)
    .map((item) => item.code)
    .join(", ");
  const rest = missing.length > named ? ` et ${missing.length - named} autres` : "";
  return `${count} Il manque ${names}${rest}, ce n’est pas bloquant.`;
}
