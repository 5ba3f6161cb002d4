import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { newId } from "../../lib/ids";
import { NBSP, number } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import css from "./imports.module.css";
import { APPLY, UNDO } from "./mutations.gql";
import type { Run } from "./words";

/** Days during which an import can be undone. */
const UNDO_DAYS = 7;

/** The foot of the report: apply, with a typed word when much would be deactivated (R35), or undo. */
export function ApplyBar({ run, changes }: { run: Run; changes: number }) {
  const viewer = useViewer();
  const can = viewer.can.includes("APPLY_IMPORT");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<{ message: string; field: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  const apply = async () => {
    setBusy(true);
    setProblem(null);
    const input = { importId: run.id, typed: typed || null, clientMutationId: newId() };
    const result = await client.mutation(APPLY, { input }).toPromise();
    setBusy(false);
    const error = result.data?.applyImport.errors[0];
    if (error) setProblem({ message: error.message, field: error.path === "typed" });
    else if (result.error) setProblem({ message: sentenceOf(failureOf(result.error)), field: false });
  };
  const undo = async () => {
    setBusy(true);
    setProblem(null);
    const result = await client.mutation(UNDO, { input: { importId: run.id } }).toPromise();
    setBusy(false);
    const error = result.data?.undoImport.errors[0];
    if (error) setProblem({ message: error.message, field: false });
    else if (result.error) setProblem({ message: sentenceOf(failureOf(result.error)), field: false });
    else toast("Import annulé\u00a0: tout est revenu comme avant.");
  };

  const mayUndo = viewer.can.includes("UNDO_IMPORT");
  if (run.state === "APPLIED") {
    return run.undoableUntil ? (
      <footer className={css.bar}>
        <p>
          <b>Annuler cet import</b>
          <br />
          <span className="small muted">
            {run.undoableUntil
              ? `Possible jusqu’au ${dates.long(dates.dayOf(run.undoableUntil))}. Les saisies faites depuis sont gardées.`
              : "Les saisies faites depuis sont gardées."}
          </span>
          {problem && <span className={css.problem}>{problem.message}</span>}
        </p>
        <Button
          size="l"
          icon="undo-2"
          busy={busy}
          disabledReason={mayUndo ? null : "Réservé à l’administrateur."}
          onClick={() => void undo()}
        >
          Annuler l’import
        </Button>
      </footer>
    ) : null;
  }
  if (run.state === "UNDONE") return null;

  const label =
    changes === 0
      ? "Rien à appliquer"
      : changes === 1
        ? "Appliquer le changement"
        : `Appliquer les ${number(changes)} changements`;
  const until = new Date(Date.now() + UNDO_DAYS * 86_400_000).toISOString();
  const reason = !can
    ? "Réservé à l’administrateur et au DDFTP."
    : run.state === "READING"
      ? "Possible à la fin de la lecture."
      : run.state === "APPLYING"
        ? "Application en cours."
        : changes === 0
          ? "Les fichiers disent la même chose que l’établissement."
          : null;
  return (
    <footer className={css.bar}>
      {run.confirmation && run.state === "READY" && (
        <div className={css.confirm}>
          <Notice tone="late" title={run.confirmation.sentence}>
            <span>
              Si c’est bien ce que vous attendez, tapez «{NBSP}
              {run.confirmation.toType}
              {NBSP}».
            </span>
          </Notice>
          <Field
            label={`Pour confirmer, tapez «${NBSP}${run.confirmation.toType}${NBSP}»`}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            error={problem?.field ? problem.message : null}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
      )}
      <p>
        <b>3. Appliquer</b>
        <br />
        <span className="small muted">
          {reason ??
            `Annulable ${mayUndo ? "en un clic" : "par l’administrateur"} jusqu’au ${dates.long(dates.dayOf(until))}.`}
        </span>
        {problem && !problem.field && <span className={css.problem}>{problem.message}</span>}
      </p>
      <Button
        variant="filled"
        size="l"
        busy={busy || run.state === "APPLYING"}
        disabledReason={reason}
        reasonHidden
        onClick={() => void apply()}
      >
        {label}
      </Button>
    </footer>
  );
}
