import { type KeyboardEvent, useEffect, useRef } from "react";
import { announce } from "../../app/announce";
import { Checkbox } from "../../ui/field/Field";
import type { Row } from "./edits";
import { GridRow } from "./GridRow";
import css from "./grid.module.css";
import { keysOn, useKeysOn } from "./keysOn";
import { gesture, moved, type Position } from "./movement";
import { BILAN, type Entry } from "./useEntry";
import { type Competency, groups, type Table, upperShare, upperWords } from "./words";

/** Learners × competencies: one tab stop, arrows, and levels at the digit keys; R100. */
export function Grid({
  table,
  rows,
  items,
  entry,
  onKeys,
}: {
  table: Table;
  rows: readonly Row[];
  items: readonly Competency[];
  entry: Entry;
  onKeys: () => void;
}) {
  const grid = useRef<HTMLTableElement>(null);
  const scale = table.framework?.scale;
  const single = useKeysOn();
  const columns = [...items.map((item) => item.id), BILAN];
  const { active, setActive } = entry;

  const place = (learner: string, column: string): Position => ({
    row: rows.findIndex((row) => row.learner.id === learner),
    column: columns.indexOf(column),
  });
  const go = (to: Position) => {
    const learner = rows[to.row]?.learner.id;
    const column = columns[to.column];
    if (!learner || !column) return;
    setActive({ learner, column });
    cellOf(grid.current, learner, column)?.focus();
  };

  // Échap in the panel, or the end of the bilans, brings the focus back to the grid.
  const wasOpen = useRef(entry.open);
  useEffect(() => {
    const closed = wasOpen.current && !entry.open;
    wasOpen.current = entry.open;
    if (closed) cellOf(grid.current, active.learner, active.column)?.focus();
  }, [entry.open, active]);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-learner]");
    const learner = cell?.dataset.learner;
    const column = cell?.dataset.column;
    if (!learner || !column || !scale) return;
    const here = place(learner, column);
    const to = event.altKey ? null : moved(here, event, { rows: rows.length, columns: columns.length });
    if (to) {
      event.preventDefault();
      go(to);
      return;
    }
    if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      if (column === BILAN) entry.openBilan(learner);
      else entry.comment();
      return;
    }
    const asked = gesture(event, scale.levels.length);
    if (!asked || (asked.do !== "undo" && !keysOn.current())) return;
    event.preventDefault();
    const row = rows[here.row];
    const item = items[here.column];
    switch (asked.do) {
      case "undo":
        if (entry.undo()) event.nativeEvent.stopImmediatePropagation();
        break;
      case "keys":
        onKeys();
        break;
      case "bilan":
        entry.openBilan(learner);
        break;
      case "comment":
        if (item) entry.comment();
        break;
      case "level":
        if (!row || !item) break;
        entry.write([{ learner, item: item.id, change: { rank: asked.rank } }]);
        if (!entry.frozen(row)) {
          go({
            row: asked.next === "down" ? Math.min(here.row + 1, rows.length - 1) : here.row,
            column: asked.next === "right" ? Math.min(here.column + 1, items.length - 1) : here.column,
          });
        }
        break;
      case "clear":
      case "absent":
        if (!row || !item) break;
        entry.write([{ learner, item: item.id, change: { rank: null, absent: asked.do === "absent" } }]);
        if (!entry.frozen(row)) announce(asked.do === "clear" ? "Niveau effacé." : "Absent.");
        break;
    }
  };

  if (!scale) return null;
  const starts = new Set(groups(items).map((group) => group.items[0]?.id));
  const label = table.period?.label ?? "";
  return (
    <section className={css.card} aria-label="Positionnements par apprenant et par compétence">
      <div className={css.scroll}>
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a table
          role="grid"
          aria-readonly={!entry.editable}
          onKeyDown={onKeyDown}
          className={css.grid}
        >
          <caption className="sr-only">
            Positionnements de {table.division.code}, {label}. Flèches pour se déplacer
            {entry.editable && ", chiffres pour positionner, B pour le bilan"}.
          </caption>
          <thead>
            <tr>
              <td className={css.corner} />
              {groups(items).map((group) => (
                <th
                  key={group.items[0]?.id}
                  scope="colgroup"
                  colSpan={group.items.length}
                  className={css.group}
                  title={group.label}
                >
                  <span>{group.label}</span>
                </th>
              ))}
              <td className={css.bilan} />
            </tr>
            <tr>
              <th scope="col" className={css.name}>
                Apprenant
              </th>
              {items.map((item) => (
                <th key={item.id} scope="col" className={starts.has(item.id) ? css.start : undefined}>
                  <abbr title={item.label}>{item.code}</abbr>
                </th>
              ))}
              <th scope="col" className={css.bilan}>
                Bilan
                <span className="sr-only"> {label}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <GridRow
                key={row.id}
                row={row}
                items={items}
                starts={starts}
                scale={scale}
                entry={entry}
                active={active.learner === row.learner.id ? active.column : null}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" className={css.name}>
                {upperWords(scale)}
              </th>
              {items.map((item) => {
                const share = upperShare(
                  rows.map((row) => row.levels.find((level) => level.itemId === item.id)?.rank ?? null),
                  scale,
                );
                return (
                  <td key={item.id} className={starts.has(item.id) ? css.start : undefined}>
                    {share === null ? <span aria-hidden="true">·</span> : `${share}\u202f%`}
                  </td>
                );
              })}
              <td className={css.bilan}>
                {table.done}/{table.expected}
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <div className={css.keys}>
        {entry.editable && single && (
          <>
            <span>
              <kbd>1</kbd> à <kbd>{scale.levels.length}</kbd> positionner
            </span>
            <span>
              <kbd>Suppr</kbd> effacer
            </span>
          </>
        )}
        <span>
          <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> se déplacer
        </span>
        {single && (
          <span>
            <kbd>B</kbd> {entry.editable ? "faire le bilan" : "lire le bilan"}
          </span>
        )}
        {entry.editable && (
          <>
            {single && (
              <span>
                <kbd>C</kbd> commenter
              </span>
            )}
            <span>
              <kbd>Ctrl</kbd> <kbd>Z</kbd> annuler
            </span>
          </>
        )}
        <button type="button" className={css.all} onClick={onKeys}>
          Toutes les touches
        </button>
        <Checkbox
          className={css.single ?? ""}
          label="Touches d’un seul caractère"
          checked={single}
          onChange={(event) => keysOn.set(event.currentTarget.checked)}
        />
      </div>
    </section>
  );
}

function cellOf(grid: HTMLElement | null, learner: string, column: string): HTMLElement | null {
  return (
    grid?.querySelector<HTMLElement>(
      `[data-learner="${CSS.escape(learner)}"][data-column="${CSS.escape(column)}"]`,
    ) ?? null
  );
}
