import { Button } from "../../ui/button/Button";
import { LevelChoice } from "../../ui/level-choice/LevelChoice";
import { PublicMark } from "../../ui/public-mark/PublicMark";
import { StatePill } from "../../ui/state-pill/StatePill";
import { BilanForm } from "./BilanForm";
import { proposed, type Row, shown } from "./edits";
import css from "./phone.module.css";
import { useLine } from "./sheet";
import type { Entry } from "./useEntry";
import { bilanWord, type Competency, groups, levelName, nextOwed, type Table } from "./words";

/** On a phone: one learner at a time, a line of big buttons for each competency, then the bilan; R103. */
export function PhoneSheet({
  table,
  rows,
  items,
  entry,
  shown: asked,
  onShown,
}: {
  table: Table;
  rows: readonly Row[];
  items: readonly Competency[];
  entry: Entry;
  /** Learner asked for in the address. */
  shown: string | undefined;
  onShown: (learner: string) => void;
}) {
  const wanted = entry.open ?? asked ?? nextOwed(rows, null)?.learner.id;
  const at = Math.max(
    0,
    rows.findIndex((row) => row.learner.id === wanted),
  );
  const row = rows[at];
  if (!row) return null;
  const go = (to: Row | undefined) => {
    if (!to) return;
    if (entry.open) entry.closeBilan();
    onShown(to.learner.id);
  };
  return (
    <div className={css.sheet}>
      <nav className={css.bar} aria-label="Apprenants">
        <Button
          size="l"
          icon="chevron-left"
          aria-label="Apprenant précédent"
          disabledReason={at === 0 ? "C’est le premier." : null}
          reasonHidden
          onClick={() => go(rows[at - 1])}
        />
        <label className={css.pick}>
          <span className="sr-only">Apprenant</span>
          <select
            value={row.learner.id}
            onChange={(event) => go(rows.find((one) => one.learner.id === event.currentTarget.value))}
          >
            {rows.map((one) => (
              <option key={one.id} value={one.learner.id}>
                {one.learner.displayName} ({bilanWord(one).text})
              </option>
            ))}
          </select>
          <span className="small muted">
            {at + 1} sur {rows.length}
          </span>
        </label>
        <Button
          size="l"
          icon="chevron-right"
          aria-label="Apprenant suivant"
          disabledReason={at === rows.length - 1 ? "C’est le dernier." : null}
          reasonHidden
          onClick={() => go(rows[at + 1])}
        />
      </nav>
      <Learner key={row.id} table={table} rows={rows} row={row} items={items} entry={entry} />
    </div>
  );
}

function Learner({
  table,
  rows,
  row,
  items,
  entry,
}: {
  table: Table;
  rows: readonly Row[];
  row: Row;
  items: readonly Competency[];
  entry: Entry;
}) {
  const { edits } = useLine(row.learner.id);
  const scale = table.framework?.scale;
  if (!scale) return null;
  const frozen = entry.frozen(row);
  const word = bilanWord(row);
  const write = (item: string, change: Parameters<Entry["write"]>[0][number]["change"]) =>
    entry.write([{ learner: row.learner.id, item, change }]);
  return (
    <>
      <section className={css.card} aria-label="Compétences">
        <h2>
          <PublicMark status={row.learner.status} /> {row.learner.displayName}{" "}
          <StatePill tone={word.tone}>{word.text}</StatePill>
        </h2>
        {groups(items).map((group) => (
          <div key={group.items[0]?.id} className={css.group}>
            {group.label && <h3>{group.label}</h3>}
            {group.items.map((item) => {
              const cell = shown(row, edits, item.id);
              const hint = proposed(row, item.id);
              return (
                <div key={item.id} className={css.item}>
                  <p>
                    <b>{item.code}</b> {item.label}
                  </p>
                  <LevelChoice
                    label={`${item.code} ${item.label}`}
                    levels={scale.levels}
                    value={cell.rank}
                    readOnly={frozen}
                    onChange={(rank) => write(item.id, { rank })}
                  />
                  <p className={css.said}>
                    <span>
                      {cell.absent
                        ? "absent"
                        : cell.rank === null
                          ? scale.notAssessed
                          : levelName(scale, cell.rank)}
                      {hint !== null && hint !== cell.rank && (
                        <span className="muted"> · proposé&nbsp;: {levelName(scale, hint)}</span>
                      )}
                    </span>
                    {!frozen && (
                      <button
                        type="button"
                        onClick={() =>
                          write(item.id, { rank: null, absent: !cell.absent && cell.rank === null })
                        }
                      >
                        {cell.rank !== null || cell.absent ? "Effacer" : "Absent"}
                      </button>
                    )}
                  </p>
                </div>
              );
            })}
          </div>
        ))}
      </section>
      {table.period && (
        <section className={css.card} aria-label="Bilan">
          <BilanForm table={table} rows={rows} row={row} entry={entry} />
        </section>
      )}
    </>
  );
}
