import { plural } from "../../lib/text";
import css from "./cycle-strip.module.css";

/** The bilans owed over the whole cycle: full, begun or not begun, with the same in words. */
export function CycleStrip({ shares }: { shares: readonly { number: number; share: number }[] }) {
  const full = shares.filter((s) => s.share >= 1).length;
  return (
    <>
      <span className={css.strip} aria-hidden="true">
        {shares.map((s) => (
          <i key={s.number} className={s.share >= 1 ? css.full : s.share > 0 ? css.begun : undefined} />
        ))}
      </span>
      <span className="sr-only">
        {plural(full, "période bouclée", "périodes bouclées")} sur {shares.length} dans le cycle
      </span>
    </>
  );
}
