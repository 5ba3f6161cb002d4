import { memo, useEffect, useRef, useState } from "react";
import { Icon } from "../../ui/icon/Icon";
import { LevelGlyph } from "../../ui/level-glyph/LevelGlyph";
import { PublicMark } from "../../ui/public-mark/PublicMark";
import { StatePill } from "../../ui/state-pill/StatePill";
import { proposed, type Row, shown } from "./edits";
import css from "./grid.module.css";
import { useLine } from "./sheet";
import { BILAN, type Entry } from "./useEntry";
import { bilanWord, type Competency, levelName, owed, type Scale } from "./words";

type Props = {
  row: Row;
  items: readonly Competency[];
  /** Competencies that begin a group. */
  starts: ReadonlySet<string | undefined>;
  scale: Scale;
  entry: Entry;
  /** The active column, when it is on this line. */
  active: string | null;
};

/** One learner: a cell for each competency, then the bilan. */
function Line({ row, items, starts, scale, entry, active }: Props) {
  const { edits, saving } = useLine(row.learner.id);
  const fresh = useFresh(row, (item) => shown(row, edits, item).rank);
  const { setActive, openBilan } = entry;
  const learner = row.learner.id;
  const word = bilanWord(row);
  const doable = entry.editable && owed(row) && !row.bilan?.validatedAt;
  return (
    <tr
      className={
        [active !== null && css.on, entry.open === learner && css.open].filter(Boolean).join(" ") || undefined
      }
    >
      <th scope="row" className={css.name}>
        <span className={css.who}>
          <PublicMark status={row.learner.status} />
          <span>{row.learner.displayName}</span>
          {(saving.state === "conflict" || saving.state === "refused") && (
            <Icon name="triangle-alert" className={css.alert} label="Saisie à revoir" />
          )}
          {saving.state === "kept" && (
            <Icon name="save" className={css.kept} label="Gardé sur cet appareil" />
          )}
        </span>
      </th>
      {items.map((item) => {
        const cell = shown(row, edits, item.id);
        const hint = cell.rank === null && !cell.absent ? proposed(row, item.id) : null;
        const look = [
          css.cell,
          starts.has(item.id) && css.start,
          active === item.id && css.here,
          fresh.has(item.id) && css.fresh,
        ];
        return (
          <td
            key={item.id}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a table
            role="gridcell"
            tabIndex={active === item.id ? 0 : -1}
            data-learner={learner}
            data-column={item.id}
            className={look.filter(Boolean).join(" ")}
            onFocus={() => setActive({ learner, column: item.id })}
          >
            {cell.absent ? (
              <span className={css.absent}>
                abs<span className="sr-only">ent</span>
              </span>
            ) : cell.rank !== null ? (
              <LevelGlyph rank={cell.rank} of={scale.levels.length} label={levelName(scale, cell.rank)} />
            ) : (
              <span className={css.none}>
                <span className="sr-only">{scale.notAssessed}</span>
                {hint === null ? (
                  <span aria-hidden="true">·</span>
                ) : (
                  <span className={css.hint} title={`Proposé\u00a0: ${levelName(scale, hint)}`}>
                    <span className="sr-only">, proposé&nbsp;: </span>
                    {hint}
                  </span>
                )}
              </span>
            )}
            {cell.comment && (
              <span className={css.note}>
                <span className="sr-only">, avec un commentaire</span>
              </span>
            )}
          </td>
        );
      })}
      <td
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a table
        role="gridcell"
        tabIndex={active === BILAN ? 0 : -1}
        data-learner={learner}
        data-column={BILAN}
        className={[css.bilan, active === BILAN && css.here].filter(Boolean).join(" ")}
        onFocus={(event) => {
          if (event.target === event.currentTarget) setActive({ learner, column: BILAN });
        }}
      >
        <button type="button" className={css.do} tabIndex={-1} onClick={() => openBilan(learner)}>
          {doable && word.tone === "waiting" ? (
            <span className={css.go}>Faire</span>
          ) : (
            <StatePill tone={word.tone}>{word.text}</StatePill>
          )}
          <span className="sr-only">&nbsp;: bilan de {row.learner.displayName}</span>
        </button>
      </td>
    </tr>
  );
}

export const GridRow = memo(Line);

/** Competencies whose level just changed without the person having typed it; for two seconds. */
function useFresh(row: Row, mine: (item: string) => number | null): ReadonlySet<string> {
  const before = useRef(row.levels);
  const typed = useRef(new Map<string, number | null>());
  for (const level of row.levels) typed.current.set(level.itemId, mine(level.itemId));
  const [fresh, setFresh] = useState<ReadonlySet<string>>(NONE);
  const seen = useRef(new Map(row.levels.map((level) => [level.itemId, mine(level.itemId)])));
  useEffect(() => {
    if (before.current === row.levels) {
      seen.current = new Map(typed.current);
      return;
    }
    before.current = row.levels;
    const moved = row.levels.filter(({ itemId, rank }) => (seen.current.get(itemId) ?? null) !== rank);
    seen.current = new Map(typed.current);
    if (moved.length === 0) return;
    setFresh(new Set(moved.map((level) => level.itemId)));
    const timer = setTimeout(() => setFresh(NONE), 2_000);
    return () => clearTimeout(timer);
  });
  return fresh;
}

const NONE: ReadonlySet<string> = new Set();
