import * as dates from "../../lib/dates";
import { clashes, type Edits, type Row } from "./edits";
import css from "./panel.module.css";
import { cellWords, type Table } from "./words";

/** What a colleague wrote where something else was typed here: the choice is made with both in sight. */
export function Theirs({ table, row, edits, by }: { table: Table; row: Row; edits: Edits; by: string }) {
  if (!row.bilan) return null;
  const found = clashes(edits, { ...row.bilan, levels: row.levels });
  if (found.length === 0) return null;
  return (
    <dl className={css.theirs} aria-label={`Ce qu’a écrit ${by}`}>
      {found.map((one) => {
        const item = one.what === "level" ? table.competencies.find(({ id }) => id === one.item) : null;
        const title = one.what === "synthesis" ? "Synthèse" : (item?.code ?? "Date de référence");
        return (
          <div key={title}>
            <dt>
              {title}, selon {by}
            </dt>
            <dd>
              {one.what === "level"
                ? cellWords(one.theirs, table.framework?.scale)
                : one.what === "referenceDate"
                  ? dates.long(one.theirs)
                  : one.theirs || "vide"}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
