import * as dates from "../../lib/dates";
import { LevelGlyph } from "../../ui/level-glyph/LevelGlyph";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import type { TrackingSearch } from "./route";
import css from "./tracking.module.css";
import type { Scale, Table } from "./words";

/** Which period, framework and exam unit are shown, and what the levels mean. */
export function Tools({
  table,
  search,
  unit,
  proposals,
  onChange,
}: {
  table: Table;
  search: TrackingSearch;
  /** The unit shown, when it is one of this table. */
  unit: string | undefined;
  /** Whether some cells show a level that nobody decided yet. */
  proposals: boolean;
  onChange: (next: Partial<TrackingSearch>) => void;
}) {
  const labels = table.periods.map((period) => period.label);
  const period =
    search.periode && table.periods.some((one) => one.id === search.periode)
      ? search.periode
      : table.period?.id;
  return (
    <div className={css.tools}>
      {table.periods.length > 1 && period && (
        <SegmentedControl
          label="Période"
          value={period}
          options={table.periods.map((one) => ({
            value: one.id,
            label:
              labels.indexOf(one.label) === labels.lastIndexOf(one.label)
                ? one.label
                : `${one.label}, ${dates.range(one.startsOn, one.endsOn)}`,
          }))}
          onChange={(periode) => onChange({ periode, bilan: undefined })}
        />
      )}
      {table.frameworks.length > 1 && table.framework && (
        <SegmentedControl
          label="Diplôme"
          value={table.framework.id}
          options={table.frameworks.map((one) => ({ value: one.id, label: one.shortTitle }))}
          onChange={(referentiel) =>
            onChange({ referentiel, periode: undefined, unite: undefined, bilan: undefined })
          }
        />
      )}
      {table.units.length > 0 && (
        <label className={css.unit}>
          <span className="sr-only">Unité</span>
          <select
            value={unit ?? ""}
            onChange={(event) => onChange({ unite: event.currentTarget.value || undefined })}
          >
            <option value="">toutes les unités</option>
            {table.units.map((one) => (
              <option key={one.id} value={one.code}>
                {one.code} {one.label}
              </option>
            ))}
          </select>
        </label>
      )}
      {table.framework && <Legend scale={table.framework.scale} proposals={proposals} />}
    </div>
  );
}

/** The levels in full, once on the page. */
function Legend({ scale, proposals }: { scale: Scale; proposals: boolean }) {
  return (
    <ul className={css.legend} aria-label="Niveaux">
      {scale.levels.map((level) => (
        <li key={level.rank}>
          <LevelGlyph rank={level.rank} of={scale.levels.length} /> {level.label}
        </li>
      ))}
      {proposals && (
        <li>
          <span className={css.proposed} aria-hidden="true">
            3
          </span>{" "}
          proposé
        </li>
      )}
    </ul>
  );
}
