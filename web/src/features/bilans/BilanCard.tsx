import { type FragmentOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { LevelGlyph } from "../../ui/level-glyph/LevelGlyph";
import { Chip } from "../../ui/state-pill/StatePill";
import { MY_BILAN } from "./bilans.gql";
import css from "./bilans.module.css";

/** One validated bilan: the synthesis, then each competency with its level in full. */
export function BilanCard({ data, newest }: { data: FragmentOf<typeof MY_BILAN>; newest: boolean }) {
  const { bilan, periodLabel } = readFragment(MY_BILAN, data);
  const { scale, competencies } = bilan.framework;
  const levels = new Map(bilan.levels.map((level) => [level.itemId, level]));
  // « Not assessed » and « absent » count in no summary; R96.
  const assessed = competencies.filter((item) => typeof levels.get(item.id)?.rank === "number");
  const others = competencies.length - assessed.length;
  return (
    <Card title={periodLabel} aside={newest && <Chip tone="done">le plus récent</Chip>}>
      <div className={css.bilan}>
        <p className="small muted">
          {bilan.framework.title}. {bilan.kind === "TERMINAL" ? "Bilan terminal" : "Bilan"} de{" "}
          {bilan.author.displayName}, {dates.plain(bilan.referenceDate)}.
        </p>
        {bilan.synthesis && <p className={css.synthesis}>{bilan.synthesis}</p>}
        {assessed.length > 0 && (
          <ul className={css.levels}>
            {assessed.map((item) => {
              const level = levels.get(item.id);
              const rank = level?.rank ?? 0;
              const words = scale.levels.find((one) => one.rank === rank)?.label ?? "";
              return (
                <li key={item.id}>
                  <p>
                    <b>{item.code}</b> <span>{item.label}</span>
                  </p>
                  <p className={css.level}>
                    <LevelGlyph rank={rank} of={scale.levels.length} /> {words}
                  </p>
                  {level?.comment && <p className={css.comment}>{level.comment}</p>}
                </li>
              );
            })}
          </ul>
        )}
        {others > 0 && (
          <p className="small muted">
            {plural(others, "compétence pas encore évaluée", "compétences pas encore évaluées")} sur cette
            période.
          </p>
        )}
      </div>
    </Card>
  );
}
