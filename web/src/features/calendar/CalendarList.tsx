import { useRef, useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import type { ResultOf } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { newId } from "../../lib/ids";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Notice } from "../../ui/notice/Notice";
import { SegmentedControl } from "../../ui/segmented/SegmentedControl";
import { toast } from "../../ui/toast/toast";
import { YearMonths } from "../../ui/year-band/YearBand";
import { CalendarLine } from "./CalendarLine";
import type { PARTS } from "./calendar.gql";
import css from "./calendar.module.css";
import { COPY_PERIODS } from "./mutations.gql";
import { PeriodsEditor } from "./PeriodsEditor";
import { type Line, nameOf, target } from "./periods";
import type { CalendarSearch, CalendarView } from "./route";

export type Calendar = ResultOf<typeof PARTS>;

const VIEWS: Record<CalendarView, { label: string; finished: string }> = {
  "a-fixer": { label: "À fixer", finished: "Toutes les périodes sont fixées." },
  lsl: { label: "LSL à fixer", finished: "Toutes les périodes LSL sont fixées." },
  certification: {
    label: "Certification à fixer",
    finished: "Toutes les dates limites de certification sont fixées.",
  },
};

/** Whether what a view is about is still missing on a line. */
function isLeft(view: CalendarView, line: Line): boolean {
  if (view === "lsl") return line.lslConcerned && !line.lsl;
  if (view === "certification") return line.deadlinesConcerned && line.deadlines.length === 0;
  return !line.complete;
}

/** One line for each specialty and level; those that are ticked get the same dates at once. */
export function CalendarList({
  calendar,
  lines,
  search,
  onChange,
}: {
  calendar: Calendar;
  lines: readonly Line[];
  search: CalendarSearch;
  onChange: (next: CalendarSearch) => void;
}) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [together, setTogether] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const openers = useRef(new Map<string, HTMLButtonElement | null>());
  const { schoolYear, viewerCan } = calendar;
  const editable = viewerCan.includes("SAVE_GRADING_PERIODS");
  const views = (["a-fixer", "lsl", "certification"] as const).map((view) => ({
    view,
    left: lines.filter((line) => isLeft(view, line)),
  }));
  const filtered = views.find(({ view }) => view === search.vue)?.left ?? lines;
  const chosen = lines.filter((line) => ticked.includes(line.id));
  const copyable = (chosen.length > 0 ? chosen : lines).filter((line) => line.copyable);

  const copy = async () => {
    setBusy(true);
    setProblem(null);
    const input = { targets: copyable.map((line) => target(line)), clientMutationId: newId() };
    const result = await client.mutation(COPY_PERIODS, { input }).toPromise();
    setBusy(false);
    const errors = result.data?.copyGradingPeriods.errors ?? [];
    if (errors.length > 0) setProblem(errors.map((error) => error.message).join(" "));
    else if (result.error) setProblem(sentenceOf(failureOf(result.error)));
    else toast(`Dates de l’an dernier reprises pour ${plural(input.targets.length, "ligne", "lignes")}.`);
  };

  if (lines.length === 0) {
    return (
      <EmptyState icon="calendar-days" title="Aucune formation pour l’instant.">
        Les lignes du calendrier viennent des classes importées&nbsp;: une par diplôme et par niveau.
      </EmptyState>
    );
  }
  const close = (id: string) => {
    onChange({ ligne: undefined });
    openers.current.get(id)?.focus();
  };
  return (
    <div className={css.list}>
      <div className={css.bar}>
        <SegmentedControl<"toutes" | CalendarView>
          label="Lignes"
          value={search.vue ?? "toutes"}
          options={[
            { value: "toutes", label: `Toutes (${lines.length})` },
            // A view that is empty stays only while it is the one shown.
            ...views
              .filter(({ view, left }) => view === "a-fixer" || left.length > 0 || view === search.vue)
              .map(({ view, left }) => ({ value: view, label: `${VIEWS[view].label} (${left.length})` })),
          ]}
          onChange={(vue) => onChange({ vue: vue === "toutes" ? undefined : vue })}
        />
        {editable && (
          <Button
            icon="pencil"
            disabledReason={chosen.length < 2 ? "Cochez d’abord plusieurs lignes." : null}
            reasonHidden
            aria-expanded={together && chosen.length > 1}
            onClick={() => {
              setTogether(!together);
              onChange({ ligne: undefined });
            }}
          >
            {chosen.length > 1 ? `Appliquer à ${chosen.length} lignes` : "Appliquer à plusieurs lignes"}
          </Button>
        )}
        {viewerCan.includes("COPY_GRADING_PERIODS") && copyable.length > 0 && calendar.previousYear && (
          <Button icon="copy" busy={busy} onClick={() => void copy()}>
            Reprendre {calendar.previousYear.label} pour {plural(copyable.length, "ligne", "lignes")}
          </Button>
        )}
        {!editable && <p className="small muted">Seul le DDFTP modifie ces dates.</p>}
      </div>
      {problem && (
        <Notice tone="late" alert title="Les dates n’ont pas été reprises">
          <span>{problem}</span>
        </Notice>
      )}
      {together && chosen.length > 1 && (
        <section className={css.together} aria-label="Dates communes">
          <h2>Mêmes dates pour {plural(chosen.length, "ligne", "lignes")}</h2>
          <p className="small muted">{chosen.map(nameOf).join(" · ")}</p>
          <PeriodsEditor
            key={ticked.join()}
            lines={chosen}
            schoolYear={schoolYear}
            onClose={() => setTogether(false)}
          />
        </section>
      )}
      {filtered.length === 0 ? (
        <EmptyState
          icon="circle-check"
          title={VIEWS[search.vue ?? "a-fixer"].finished}
          action={
            <Button icon="x" onClick={() => onChange({ vue: undefined })}>
              Effacer le filtre
            </Button>
          }
        />
      ) : (
        <>
          <div className={css.months}>
            <YearMonths startsOn={schoolYear.startsOn} endsOn={schoolYear.endsOn} />
          </div>
          <ul className={css.lines}>
            {filtered.map((line) => (
              <CalendarLine
                key={line.id}
                line={line}
                calendar={calendar}
                today={dates.today()}
                open={search.ligne === line.id}
                ticked={editable ? ticked.includes(line.id) : null}
                onTick={() => {
                  setTogether(false);
                  setTicked((now) =>
                    now.includes(line.id) ? now.filter((id) => id !== line.id) : [...now, line.id],
                  );
                }}
                opener={(button) => openers.current.set(line.id, button)}
                onToggle={() => (search.ligne === line.id ? close(line.id) : onChange({ ligne: line.id }))}
                onClose={() => close(line.id)}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
