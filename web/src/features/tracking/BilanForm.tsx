import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import * as dates from "../../lib/dates";
import { Button } from "../../ui/button/Button";
import { DateField } from "../../ui/date-field/DateField";
import { later } from "../../ui/date-field/day";
import { TextArea } from "../../ui/field/Field";
import { Icon } from "../../ui/icon/Icon";
import { Notice } from "../../ui/notice/Notice";
import { PublicMark } from "../../ui/public-mark/PublicMark";
import { SavingPill } from "../../ui/saving/SavingPill";
import { StatePill } from "../../ui/state-pill/StatePill";
import { positioned, type Row, shown, waits, withText } from "./edits";
import { History } from "./History";
import css from "./panel.module.css";
import { ReopenForm } from "./ReopenForm";
import { countSentence } from "./SidePanel";
import { useLine } from "./sheet";
import { Theirs } from "./Theirs";
import type { Entry } from "./useEntry";
import { bilanWord, nextOwed, owed, type Table } from "./words";

/** Days after a period's end during which a bilan still counts for it; R108. */
const GRACE_DAYS = 15;

/** The bilan of one learner for the period: text, date, validation; R104. Ctrl Enter validates and goes on. */
export function BilanForm({
  table,
  rows,
  row,
  entry,
  focused = false,
  onClose,
}: {
  table: Table;
  rows: readonly Row[];
  row: Row;
  entry: Entry;
  /** Takes the focus when it opens. */
  focused?: boolean;
  onClose?: () => void;
}) {
  const { edits, saving, edit, flush, keepMine, takeTheirs } = useLine(row.learner.id);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [reopening, setReopening] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const reopener = useRef<HTMLButtonElement>(null);
  const { learner, bilan } = row;
  const frozen = entry.frozen(row);
  const period = table.period;

  useEffect(() => {
    if (!focused) return;
    const text = root.current?.querySelector<HTMLElement>("textarea:not([readonly])");
    (text ?? root.current?.querySelector<HTMLElement>("button"))?.focus();
  }, [focused]);

  if (!period) return null;
  const synthesis = edits.synthesis?.now ?? bilan?.synthesis ?? "";
  const referenceDate = edits.referenceDate?.now ?? bilan?.referenceDate ?? defaultDate(period);
  const word = bilanWord(row);
  const done = positioned(row, edits, table.competencies);
  const missing = table.competencies.filter((one) => shown(row, edits, one.id).rank === null);
  const next = nextOwed(rows, learner.id);
  const begun = bilan !== null || waits(edits);

  const act = async (what: () => Promise<string | null>) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    setProblem(await what());
    setBusy(false);
  };
  const reopen = async (reason: string) => {
    const refused = await entry.reopen(row, reason);
    if (refused) return refused;
    setReopening(false);
    root.current?.querySelector("textarea")?.focus();
    return null;
  };
  const keepValidated = () => {
    flushSync(() => setReopening(false));
    reopener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && onClose && !event.defaultPrevented) {
      event.preventDefault();
      onClose();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !frozen) {
      event.preventDefault();
      void act(() => entry.validate(row));
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the form as a whole, each with its button
    <div ref={root} className={css.form} onKeyDown={onKeyDown}>
      <header className={css.top}>
        <div>
          <h2>
            <PublicMark status={learner.status} /> {learner.displayName}
          </h2>
          <p className={css.what}>
            Bilan, {period.label.toLocaleLowerCase("fr-FR")}{" "}
            <StatePill tone={word.tone}>{word.text}</StatePill>
          </p>
        </div>
        {onClose && (
          <button type="button" className={css.close} aria-label="Fermer le bilan" onClick={onClose}>
            <Icon name="x" />
          </button>
        )}
      </header>
      {row.leavesOn && (
        <p className="small">
          Part le {dates.long(row.leavesOn)}, {dates.delay(row.leavesOn)}.
        </p>
      )}
      {bilan?.validatedAt && (
        <Notice tone="done" title={`Validé le ${dates.shortInstant(bilan.validatedAt)}`}>
          {bilan.validatedBy && <span>par {bilan.validatedBy.displayName}. </span>}
          <span>{learner.firstName} peut le lire.</span>
        </Notice>
      )}
      {saving.state === "conflict" && (
        <Notice tone="late" title="Deux saisies différentes" alert>
          <span>
            {saving.by} a modifié la même chose à {dates.time(saving.at)}. Votre saisie est gardée ici tant
            que vous n’avez pas choisi.
          </span>
          <Theirs table={table} row={row} edits={edits} by={saving.by} />
          <span className={css.small}>
            <Button onClick={keepMine}>Garder le mien</Button>
            <Button onClick={takeTheirs}>Prendre le sien</Button>
          </span>
        </Notice>
      )}
      <TextArea
        label="Synthèse"
        rows={6}
        maxLength={4000}
        readOnly={frozen}
        value={synthesis}
        help={frozen ? undefined : `Ce que ${learner.firstName} lira. Elle peut rester vide.`}
        onChange={(event) => {
          const text = event.currentTarget.value;
          edit((now) => withText(row, now, "synthesis", text));
        }}
        onBlur={() => void flush()}
      />
      {saving.state !== "conflict" && <SavingPill saving={saving} />}
      {saving.state === "refused" && (
        <Button icon="undo-2" onClick={takeTheirs}>
          Abandonner ma saisie
        </Button>
      )}
      <DateField
        label="Date de référence"
        readOnly={frozen}
        min={period.startsOn}
        max={later(period.endsOn, GRACE_DAYS)}
        value={referenceDate}
        help={`Du ${dates.short(period.startsOn)} au ${dates.short(later(period.endsOn, GRACE_DAYS))} pour compter.`}
        onDay={(day) => {
          if (day) edit((now) => withText(row, now, "referenceDate", day));
        }}
        onBlur={() => void flush()}
      />
      <p className="small">{countSentence(done, missing, table.competencies.length)}</p>
      {problem && (
        <Notice tone="late" alert title={problem}>
          {null}
        </Notice>
      )}
      {!frozen && (
        <div className={css.foot}>
          <Button
            variant="filled"
            size="l"
            wide
            busy={busy}
            onClick={() => void act(() => entry.validate(row))}
          >
            Valider le bilan <kbd className={css.kbd}>Ctrl Entrée</kbd>
          </Button>
          {next && (
            <p className="small muted">
              Ensuite&nbsp;: {next.learner.displayName}
              {next.leavesOn && `, qui part le ${dates.long(next.leavesOn)}`}.
            </p>
          )}
          {begun && (bilan === null || bilan.viewerCan.includes("DELETE_BILAN")) && (
            <Button
              variant="bare"
              icon="trash-2"
              busy={busy}
              onClick={() => void act(() => entry.remove(row))}
            >
              Supprimer le brouillon
            </Button>
          )}
        </div>
      )}
      {bilan?.validatedAt && bilan.viewerCan.includes("REOPEN_BILAN") && (
        <div className={css.foot}>
          {reopening ? (
            <ReopenForm name={learner.firstName} onReopen={reopen} onClose={keepValidated} />
          ) : (
            <Button ref={reopener} icon="lock-open" onClick={() => setReopening(true)}>
              Rouvrir pour corriger
            </Button>
          )}
          {next && owed(next) && (
            <Button onClick={() => entry.openBilan(next.learner.id)} icon="arrow-right">
              Passer à {next.learner.displayName}
            </Button>
          )}
        </div>
      )}
      {bilan && <History id={bilan.id} moved={`${bilan.version} ${saving.state}`} table={table} />}
    </div>
  );
}

/** The earlier of today and the period's end, as the service dates a new bilan. */
function defaultDate(period: { startsOn: string; endsOn: string }): string {
  return [dates.today(), period.endsOn].sort()[0] ?? period.endsOn;
}
