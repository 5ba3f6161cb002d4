import { useState } from "react";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import { useDraft } from "../../lib/drafts";
import { byField, type Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { DateField } from "../../ui/date-field/DateField";
import { SavingPill } from "../../ui/saving/SavingPill";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { LINE } from "./calendar.gql";
import css from "./calendar.module.css";
import { SAVE_LSL } from "./mutations.gql";
import { isDay, type Line, type Rhythm, target } from "./periods";
import { TypedOver } from "./typing";

type Lsl = { rhythm: Rhythm; opensOn: string; closesOn: string };

/** Rhythm and days of entry of the school record (LSL): saved together once both days are there; R146. */
export function LslEditor({
  line,
  schoolYear,
}: {
  line: Line;
  schoolYear: { startsOn: string; endsOn: string };
}) {
  const standing: Lsl = line.lsl ?? { rhythm: line.rhythm ?? "SEMESTER", opensOn: "", closesOn: "" };
  const [over] = useState(() => new TypedOver());
  over.show(new Map([[line.id, line.lsl?.version ?? 0]]));
  const [typed, setTyped] = useState<Lsl | null>(null);
  const [refused, setRefused] = useState<Problems>({});

  const { value, set, flush, saving, keepMine, takeTheirs } = useDraft<Lsl>({
    key: `lsl|${line.id}`,
    object: `lsl|${line.id}`,
    value: standing,
    version: null,
    mutation: ({ rhythm, opensOn, closesOn }, { clientMutationId }) => ({
      document: SAVE_LSL,
      variables: {
        input: {
          targets: [target(line, over.version(line.id))],
          rhythm,
          opensOn,
          closesOn,
          clientMutationId,
        },
      },
    }),
    outcome: (data, sent) => {
      const answer: ResultOf<typeof SAVE_LSL> = data;
      const { errors } = answer.saveLslPeriods;
      setRefused(byField(errors));
      const problem = errors[0];
      if (!problem) {
        const saved = answer.saveLslPeriods.lines.map((one) => readFragment(LINE, one));
        over.saved(
          new Map(saved.map((one) => [one.id, one.lsl?.version ?? 0])),
          typed !== null && typed !== sent,
        );
        setTyped((now) => (now === sent ? null : now));
        return { state: "saved", version: null };
      }
      if (problem.code === "CHANGED_MEANWHILE") {
        return {
          state: "conflict",
          theirs: standing,
          version: 0,
          by: "un collègue",
          at: new Date().toISOString(),
        };
      }
      return { state: "refused", message: problem.message };
    },
  });

  const now = typed ?? value;
  const backwards = isDay(now.opensOn) && isDay(now.closesOn) && now.closesOn < now.opensOn;
  const change = (next: Lsl) => {
    over.begin();
    setTyped(next);
    setRefused({});
    if (isDay(next.opensOn) && isDay(next.closesOn) && next.closesOn >= next.opensOn) set(next);
  };
  const answer = (keep: boolean) => {
    over.settle();
    if (keep) keepMine();
    else {
      setTyped(null);
      takeTheirs();
    }
  };
  return (
    <fieldset className={css.periods}>
      <legend>Livret scolaire (LSL)</legend>
      <SegmentedControl<Rhythm>
        label="Rythme du livret"
        value={now.rhythm}
        options={[
          { value: "TRIMESTER", label: "Trimestres" },
          { value: "SEMESTER", label: "Semestres" },
        ]}
        onChange={(rhythm) => change({ ...now, rhythm })}
      />
      <div className={css.period}>
        <h3>Saisie ouverte</h3>
        <DateField
          label="Du"
          min={schoolYear.startsOn}
          max={schoolYear.endsOn}
          value={now.opensOn}
          error={refused.opensOn}
          onDay={(day) => change({ ...now, opensOn: day })}
          onBlur={() => void flush()}
        />
        <DateField
          label="Au"
          min={now.opensOn || schoolYear.startsOn}
          max={schoolYear.endsOn}
          value={now.closesOn}
          error={backwards ? "La fin est avant le début." : refused.closesOn}
          onDay={(day) => change({ ...now, closesOn: day })}
          onBlur={() => void flush()}
        />
      </div>
      <p className={css.saving}>
        {saving.state === "conflict" ? (
          <>
            <span className={css.problem}>Ces dates ont changé entre-temps.</span>
            <Button onClick={() => answer(true)}>Garder les miennes</Button>
            <Button onClick={() => answer(false)}>Prendre les actuelles</Button>
          </>
        ) : (
          <SavingPill saving={saving} />
        )}
      </p>
    </fieldset>
  );
}
