import { useRef, useState } from "react";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import { type Outcome, useDraft } from "../../lib/drafts";
import { byField, type Problems } from "../../lib/problems";
import { Button } from "../../ui/button/Button";
import { DateField } from "../../ui/date-field/DateField";
import { Field } from "../../ui/field/Field";
import { Notice } from "../../ui/notice/Notice";
import { SavingPill } from "../../ui/saving/SavingPill";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { LINE } from "./calendar.gql";
import css from "./calendar.module.css";
import { SAVE_PERIODS } from "./mutations.gql";
import {
  check,
  complete,
  type Dates,
  datesOf,
  type Line,
  RHYTHMS,
  type Rhythm,
  target,
  versionOf,
  withDay,
  withRhythm,
} from "./periods";
import { TypedOver } from "./typing";

/**
 * The grading periods of one line, or of several at once. They are saved together, by themselves, as
 * soon as every day is there and nothing is wrong.
 */
export function PeriodsEditor({
  lines,
  schoolYear,
  onClose,
}: {
  lines: readonly Line[];
  schoolYear: { startsOn: string; endsOn: string };
  onClose?: () => void;
}) {
  const first = lines[0];
  const key = lines
    .map((line) => line.id)
    .sort()
    .join();
  const standing = first ? datesOf(first) : { rhythm: "SEMESTER" as const, periods: [] };
  const newest = useRef(lines);
  newest.current = lines;
  const [over] = useState(() => new TypedOver());
  over.show(new Map(lines.map((line) => [line.id, versionOf(line)])));
  const [typed, setTyped] = useState<Dates | null>(null);
  const [refused, setRefused] = useState<Problems>({});

  const { value, set, flush, saving, keepMine, takeTheirs } = useDraft<Dates>({
    key: `calendar|${key}`,
    object: `calendar|${key}`,
    value: standing,
    version: null,
    mutation: (now, { clientMutationId }) => ({
      document: SAVE_PERIODS,
      variables: {
        input: {
          targets: newest.current.map((line) => target(line, over.version(line.id))),
          rhythm: now.rhythm,
          periods: now.periods.map(({ externalRef, ...days }) => ({
            ...days,
            externalRef: externalRef || null,
          })),
          clientMutationId,
        },
      },
    }),
    outcome: (data, sent) => {
      const answer: ResultOf<typeof SAVE_PERIODS> = data;
      const { errors } = answer.saveGradingPeriods;
      setRefused(byField(errors));
      if (errors.length === 0) {
        const saved = answer.saveGradingPeriods.lines.map((line) => readFragment(LINE, line));
        over.saved(
          new Map(saved.map((line) => [line.id, versionOf(line)])),
          typed !== null && typed !== sent,
        );
        setTyped((now) => (now === sent ? null : now));
      }
      return outcome(errors, standing);
    },
  });

  const now = typed ?? value;
  const problems = { ...refused, ...check(now, schoolYear) };
  const change = (next: Dates) => {
    over.begin();
    setTyped(next);
    setRefused({});
    if (complete(next) && Object.keys(check(next, schoolYear)).length === 0) set(next);
  };
  const rhythm = RHYTHMS[now.rhythm];
  const whole = Object.entries(problems).filter(([path]) => !path.startsWith("periods."));

  return (
    <fieldset className={css.periods}>
      <legend>Périodes de notation</legend>
      <SegmentedControl<Rhythm>
        label="Rythme"
        value={now.rhythm}
        options={[
          { value: "TRIMESTER", label: "3 trimestres" },
          { value: "SEMESTER", label: "2 semestres" },
        ]}
        onChange={(next) => change(withRhythm(now, next))}
      />
      {now.periods.map((days, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: periods are known by their rank
        <div key={n} className={css.period}>
          <h3>
            {rhythm.one} {n + 1}
          </h3>
          <DateField
            label="Du"
            min={schoolYear.startsOn}
            max={schoolYear.endsOn}
            value={days.startsOn}
            error={problems[`periods.${n}.startsOn`]}
            onDay={(day) => change(withDay(now, n, "startsOn", day))}
            onBlur={() => void flush()}
          />
          <DateField
            label="Au"
            min={days.startsOn || schoolYear.startsOn}
            max={schoolYear.endsOn}
            value={days.endsOn}
            error={problems[`periods.${n}.endsOn`]}
            onDay={(day) => change(withDay(now, n, "endsOn", day))}
            onBlur={() => void flush()}
          />
          <Field
            label="Repère du logiciel de notes"
            maxLength={50}
            placeholder="facultatif"
            value={days.externalRef}
            error={problems[`periods.${n}.externalRef`]}
            onChange={(event) => change(withDay(now, n, "externalRef", event.currentTarget.value))}
            onBlur={() => void flush()}
          />
        </div>
      ))}
      {saving.state === "conflict" && (
        <Notice tone="late" alert title="Ces dates ont changé entre-temps">
          <span>Les dates actuelles sont celles de la ligne au-dessus.</span>
          <span className={css.buttons}>
            <Button
              onClick={() => {
                over.settle();
                keepMine();
              }}
            >
              Garder les miennes
            </Button>
            <Button
              onClick={() => {
                over.settle();
                setTyped(null);
                setRefused({});
                takeTheirs();
              }}
            >
              Prendre les actuelles
            </Button>
          </span>
        </Notice>
      )}
      {saving.state !== "conflict" &&
        whole.map(([path, message]) => (
          <p key={path} className={css.problem}>
            {message}
          </p>
        ))}
      <p className={css.saving}>
        {typed && saving.state === "idle" && (!complete(now) || Object.keys(problems).length > 0) ? (
          <span className="small muted">
            Les dates s’enregistrent quand les {RHYTHMS[now.rhythm].count} {RHYTHMS[now.rhythm].several} sont
            complets.
          </span>
        ) : saving.state === "conflict" || saving.state === "refused" ? null : (
          <SavingPill saving={saving} />
        )}
        {onClose && <Button onClick={onClose}>Fermer</Button>}
      </p>
    </fieldset>
  );
}

function outcome(errors: readonly { code: string; message: string }[], standing: Dates): Outcome<Dates> {
  const problem = errors[0];
  if (!problem) return { state: "saved", version: null };
  if (errors.some((error) => error.code === "CHANGED_MEANWHILE")) {
    return {
      state: "conflict",
      theirs: standing,
      version: 0,
      by: "un collègue",
      at: new Date().toISOString(),
    };
  }
  return { state: "refused", message: problem.message };
}
