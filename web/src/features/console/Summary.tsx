import type { ReactNode } from "react";
import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { number, pick } from "../../lib/text";
import { Gauge } from "../../ui/gauge/Gauge";
import type { CONSOLE_PARTS } from "./console.gql";
import css from "./summary.module.css";

/** The figures of the moment on a phone, over the steps of the year. */
export function Summary({
  picture,
  whole,
  steps,
}: {
  picture: ResultOf<typeof CONSOLE_PARTS>;
  whole: boolean;
  steps: ReactNode;
}) {
  const { current, currentEndsOn, currentLabel } = picture;
  const days = currentEndsOn ? dates.daysBetween(picture.today, currentEndsOn) : null;
  return (
    <section className={css.summary} aria-label="Avancement">
      {whole && current.expected > 0 && (
        <>
          <div className={css.figures}>
            <p>
              <b className={css.big}>{number(current.done)}</b>
              <span className="muted">/{number(current.expected)}</span>
              <br />
              <span className="tiny muted">{pick(current.done, "bilan fait", "bilans faits")}</span>
            </p>
            {days !== null && days >= 0 && currentLabel && (
              <p className={css.days}>
                <b>
                  {days} {pick(days, "jour", "jours")}
                </b>
                <br />
                <span className="tiny muted">avant la fin du {currentLabel.toLocaleLowerCase("fr-FR")}</span>
              </p>
            )}
          </div>
          <Gauge value={current.done} max={current.expected} tall />
        </>
      )}
      {steps}
    </section>
  );
}
