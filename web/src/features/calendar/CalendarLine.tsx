import { useState } from "react";
import { Block } from "../../app/Block";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import * as dates from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Checkbox } from "../../ui/field/Field";
import { Chip, StatePill } from "../../ui/state-pill/StatePill";
import { toast } from "../../ui/toast/toast";
import { YearBand } from "../../ui/year-band/YearBand";
import type { Calendar } from "./CalendarList";
import css from "./calendar.module.css";
import { Deadlines } from "./Deadlines";
import { LslEditor } from "./LslEditor";
import { DELETE_PERIODS, RESTORE_PERIODS } from "./mutations.gql";
import { Outside } from "./Outside";
import { PeriodsEditor } from "./PeriodsEditor";
import { type Line, nameOf, RHYTHMS, target } from "./periods";

/** A specialty at a level: its band, its dates in text, and what is missing. It opens to be changed. */
export function CalendarLine({
  line,
  calendar,
  today,
  open,
  ticked,
  onTick,
  opener,
  onToggle,
  onClose,
}: {
  line: Line;
  calendar: Calendar;
  today: string;
  open: boolean;
  /** Null when lines cannot be ticked. */
  ticked: boolean | null;
  onTick: () => void;
  opener: (button: HTMLButtonElement | null) => void;
  onToggle: () => void;
  onClose: () => void;
}) {
  const { schoolYear, viewerCan } = calendar;
  const name = nameOf(line);
  const editable = viewerCan.includes("SAVE_GRADING_PERIODS");
  const detail = `ligne-${line.id}`;
  return (
    <li className={open ? `${css.line} ${css.open}` : css.line}>
      <div className={css.head}>
        <div className={css.title}>
          {ticked !== null && (
            <Checkbox
              label={<span className="sr-only">Choisir {name}</span>}
              checked={ticked}
              onChange={onTick}
            />
          )}
          <div>
            <h2>{line.specialty.shortTitle}</h2>
            <p className="small">{line.level.label}</p>
            <p className="small muted">
              {plural(line.learnerCount, "apprenant", "apprenants")}
              {line.divisions.length > 0 &&
                ` · ${line.divisions.map((division) => division.code).join(", ")}`}
            </p>
          </div>
        </div>
        <div className={css.dates}>
          <YearBand
            startsOn={schoolYear.startsOn}
            endsOn={schoolYear.endsOn}
            spans={line.gradingPeriods.map((period) => ({
              ...period,
              key: period.id,
              short: `${period.label.charAt(0)}${period.number}`,
            }))}
            marks={line.deadlines.map((deadline) => ({ key: deadline.id, day: deadline.date }))}
            today={today}
          />
          <ul className={css.said}>
            {line.gradingPeriods.map((period) => (
              <li key={period.id}>
                <b>{period.label}</b> {dates.range(period.startsOn, period.endsOn)}
                {period.externalRef && <span className="muted"> ({period.externalRef})</span>}
              </li>
            ))}
            {line.deadlines.map((deadline) => (
              <li key={deadline.id}>
                <b>Certification</b> {deadline.label}, {dates.short(deadline.date)}
              </li>
            ))}
            {line.lsl && (
              <li>
                <b>LSL</b> {RHYTHMS[line.lsl.rhythm].several},{" "}
                {dates.range(line.lsl.opensOn, line.lsl.closesOn)}
              </li>
            )}
            {line.lslConcerned && !line.lsl && (
              <li>
                <Chip tone="soon">LSL à fixer</Chip>
              </li>
            )}
            {line.deadlinesConcerned && line.deadlines.length === 0 && (
              <li>
                <Chip tone="soon">certification à fixer</Chip>
              </li>
            )}
          </ul>
        </div>
        <div className={css.states}>
          {line.complete ? (
            <StatePill tone="done">fixé</StatePill>
          ) : (
            <StatePill tone="soon">{line.gradingPeriods.length > 0 ? "incomplet" : "à fixer"}</StatePill>
          )}
          {editable && (
            <Button
              ref={opener}
              icon={open ? "chevron-up" : "pencil"}
              aria-expanded={open}
              aria-controls={open ? detail : undefined}
              onClick={onToggle}
            >
              {open ? "Fermer" : line.gradingPeriods.length > 0 ? "Modifier" : "Fixer les dates"}
              <span className="sr-only">&nbsp;: {name}</span>
            </Button>
          )}
        </div>
      </div>
      {line.entriesOutside > 0 && (
        <Block>
          <Outside line={line} />
        </Block>
      )}
      {open && editable && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Échap closes, as its button does
        <div
          id={detail}
          className={css.editor}
          onKeyDown={(event) => {
            if (event.key === "Escape" && !event.defaultPrevented) onClose();
          }}
        >
          <PeriodsEditor lines={[line]} schoolYear={schoolYear} />
          {line.gradingPeriods.length > 0 && viewerCan.includes("DELETE_GRADING_PERIODS") && (
            <RemovePeriods line={line} />
          )}
          {line.lslConcerned && viewerCan.includes("SAVE_LSL_PERIODS") && (
            <LslEditor line={line} schoolYear={schoolYear} />
          )}
          {line.deadlinesConcerned && viewerCan.includes("SAVE_CERTIFICATION_DEADLINE") && (
            <Deadlines line={line} schoolYear={schoolYear} />
          )}
        </div>
      )}
    </li>
  );
}

function RemovePeriods({ line }: { line: Line }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const restore = async () => {
    const input = { specialtyId: line.specialty.id, level: line.level.code };
    const result = await client.mutation(RESTORE_PERIODS, { input }).toPromise();
    const refused =
      result.data?.restoreGradingPeriods.errors[0]?.message ??
      (result.error ? sentenceOf(failureOf(result.error)) : null);
    if (refused) toast(refused, { tone: "late" });
  };
  const remove = async () => {
    setBusy(true);
    setProblem(null);
    const result = await client.mutation(DELETE_PERIODS, { input: { target: target(line) } }).toPromise();
    setBusy(false);
    const refused =
      result.data?.deleteGradingPeriods.errors[0]?.message ??
      (result.error ? sentenceOf(failureOf(result.error)) : null);
    if (refused) setProblem(refused);
    else
      toast(`Dates retirées\u00a0: ${nameOf(line)}. Les bilans sont gardés.`, { undo: () => void restore() });
  };
  return (
    <p>
      <Button variant="bare" icon="trash-2" busy={busy} onClick={() => void remove()}>
        Retirer ces dates
      </Button>
      {problem && (
        <span className={css.problem} role="alert">
          {problem}
        </span>
      )}
    </p>
  );
}
