import css from "./level-glyph.module.css";

/** A mastery level: its digit and as many bars. `of` is the number of levels of the scale. */
export function LevelGlyph({ rank, of = 4, label }: { rank: number; of?: number; label?: string }) {
  return (
    <span className={`${css.glyph} ${css[`level${Math.min(4, Math.max(1, rank))}`]}`}>
      <b>{rank}</b>
      <span className={css.bars} aria-hidden="true">
        {Array.from({ length: of }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are positions
          <i key={i} className={i < rank ? css.on : undefined} />
        ))}
      </span>
      {label && <span className="sr-only"> {label}</span>}
    </span>
  );
}
