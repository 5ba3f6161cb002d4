import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { useDraft } from "../../lib/drafts";
import { newId } from "../../lib/ids";
import { Button } from "../../ui/button/Button";
import { DateField } from "../../ui/date-field/DateField";
import { Select } from "../../ui/field/Field";
import { SavingPill } from "../../ui/saving/SavingPill";
import { toast } from "../../ui/toast/toast";
import { LINE } from "./calendar.gql";
import css from "./calendar.module.css";
import { DELETE_DEADLINE, SAVE_DEADLINE } from "./mutations.gql";
import { isDay, type Line } from "./periods";
import { TypedOver } from "./typing";

type Deadline = Line["deadlines"][number];
type Year = { startsOn: string; endsOn: string };

/** The last days to complete in-school certification: one for all units, or one for each; R41, R46. */
export function Deadlines({ line, schoolYear }: { line: Line; schoolYear: Year }) {
  return (
    <fieldset className={css.periods}>
      <legend>Dates limites de certification</legend>
      {line.deadlines.map((deadline) => (
        <Known key={deadline.id} deadline={deadline} line={line} schoolYear={schoolYear} />
      ))}
      <Add line={line} schoolYear={schoolYear} />
    </fieldset>
  );
}

function Known({ deadline, line, schoolYear }: { deadline: Deadline; line: Line; schoolYear: Year }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [over] = useState(() => new TypedOver());
  over.show(new Map([[deadline.id, deadline.version]]));
  const { value, set, flush, saving, keepMine, takeTheirs } = useDraft<string>({
    key: `deadline|${deadline.id}`,
    object: `deadline|${deadline.id}`,
    value: deadline.date,
    version: null,
    mutation: (date, { clientMutationId }) => ({
      document: SAVE_DEADLINE,
      variables: {
        input: {
          id: deadline.id,
          version: over.version(deadline.id),
          specialtyId: line.specialty.id,
          level: line.level.code,
          unitId: deadline.unit?.id ?? null,
          date,
          clientMutationId,
        },
      },
    }),
    outcome: (data, sent) => {
      const answer: ResultOf<typeof SAVE_DEADLINE> = data;
      const { errors } = answer.saveCertificationDeadline;
      const problem = errors[0];
      if (problem?.code === "CHANGED_MEANWHILE") {
        return {
          state: "conflict",
          theirs: deadline.date,
          version: 0,
          by: "un collègue",
          at: new Date().toISOString(),
        };
      }
      if (problem) return { state: "refused", message: problem.message };
      const saved =
        answer.saveCertificationDeadline.line && readFragment(LINE, answer.saveCertificationDeadline.line);
      const given = saved?.deadlines.find(({ id }) => id === deadline.id)?.version;
      if (given !== undefined) over.saved(new Map([[deadline.id, given]]), typed !== null && typed !== sent);
      setTyped((now) => (now === sent ? null : now));
      return { state: "saved", version: null };
    },
  });
  const remove = async () => {
    const input = { id: deadline.id, version: deadline.version };
    const result = await client.mutation(DELETE_DEADLINE, { input }).toPromise();
    const refused =
      result.data?.deleteCertificationDeadline.errors[0]?.message ??
      (result.error ? sentenceOf(failureOf(result.error)) : null);
    if (refused) toast(refused, { tone: "late" });
    else {
      toast(`Date limite retirée\u00a0: ${deadline.label}.`, {
        undo: () => void add(line, deadline.unit?.id ?? null, deadline.date),
      });
    }
  };
  return (
    <div className={css.period}>
      <h3>{deadline.label}</h3>
      <DateField
        label="Au plus tard le"
        min={schoolYear.startsOn}
        max={schoolYear.endsOn}
        value={typed ?? value}
        help={isDay(deadline.date) ? dates.delay(deadline.date) : undefined}
        onDay={(day) => {
          over.begin();
          setTyped(day);
          if (isDay(day)) set(day);
        }}
        onBlur={() => void flush()}
      />
      <div className={css.buttons}>
        <Button variant="bare" icon="trash-2" onClick={() => void remove()}>
          Retirer<span className="sr-only"> la date limite {deadline.label}</span>
        </Button>
        <SavingPill
          saving={saving}
          onMine={() => {
            over.settle();
            keepMine();
          }}
          onTheirs={() => {
            over.settle();
            setTyped(null);
            takeTheirs();
          }}
        />
      </div>
    </div>
  );
}

/** Sets a new deadline; answers what is wrong, or null. */
async function add(line: Line, unitId: string | null, date: string): Promise<string | null> {
  const input = {
    specialtyId: line.specialty.id,
    level: line.level.code,
    unitId,
    date,
    clientMutationId: newId(),
  };
  const result = await client.mutation(SAVE_DEADLINE, { input }).toPromise();
  return (
    result.data?.saveCertificationDeadline.errors[0]?.message ??
    (result.error ? sentenceOf(failureOf(result.error)) : null)
  );
}

function Add({ line, schoolYear }: { line: Line; schoolYear: Year }) {
  const [unit, setUnit] = useState("");
  const [date, setDate] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const taken = new Set(line.deadlines.map((deadline) => deadline.unit?.id ?? ""));
  const units = line.specialty.framework.units.filter((one) => !taken.has(one.id));
  const free = !taken.has("");
  const chosen = unit || (free ? "" : (units[0]?.id ?? ""));
  if (!free && units.length === 0) return null;
  const submit = async () => {
    setBusy(true);
    const refused = await add(line, chosen || null, date);
    setBusy(false);
    setProblem(refused);
    if (!refused) {
      setUnit("");
      setDate("");
    }
  };
  return (
    <div className={css.period}>
      <h3>Ajouter</h3>
      <Select label="Unité" value={chosen} onChange={(event) => setUnit(event.currentTarget.value)}>
        {free && <option value="">toutes les unités</option>}
        {units.map((one) => (
          <option key={one.id} value={one.id}>
            {one.code} {one.label}
          </option>
        ))}
      </Select>
      <DateField
        label="Au plus tard le"
        min={schoolYear.startsOn}
        max={schoolYear.endsOn}
        value={date}
        error={problem}
        onDay={(day) => setDate(day)}
      />
      <div className={css.buttons}>
        <Button
          icon="plus"
          busy={busy}
          disabledReason={isDay(date) ? null : "Choisissez d’abord la date."}
          reasonHidden
          onClick={() => void submit()}
        >
          Ajouter la date limite
        </Button>
      </div>
    </div>
  );
}
