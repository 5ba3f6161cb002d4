import { size } from "../../lib/text";
import { Gauge } from "../../ui/gauge/Gauge";
import css from "./storage.module.css";
import type { Space } from "./words";

/** How much room is taken in a space, in words and as a bar. */
export function Room({ space }: { space: Space }) {
  const kept = space.keptBytes ?? 0;
  const binned = space.binnedBytes ?? 0;
  const full = kept >= space.limitBytes * 0.95;
  return (
    <div className={css.room}>
      <p className="small">
        <b>{size(kept)}</b> utilisés sur {size(space.limitBytes)}.
        {binned > 0 && ` La corbeille garde ${size(binned)} de plus, qui ne comptent pas.`}
        {full && <b className={css.full}> L’espace est presque plein.</b>}
      </p>
      <Gauge value={kept} max={space.limitBytes} tall />
    </div>
  );
}
