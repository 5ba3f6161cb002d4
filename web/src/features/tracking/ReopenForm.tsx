import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button/Button";
import { Field } from "../../ui/field/Field";
import css from "./panel.module.css";

/** Why a validated bilan is corrected; what it said stays in its history; R112. */
export function ReopenForm({
  name,
  onReopen,
  onClose,
}: {
  name: string;
  /** Answers what is wrong, or null: this form is then no longer there. */
  onReopen: (reason: string) => Promise<string | null>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const problem = await onReopen(reason);
    if (!problem) return;
    setBusy(false);
    setError(problem);
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <Field
        label="Pourquoi le corriger"
        value={reason}
        error={error}
        maxLength={500}
        required
        autoFocus
        help={`${name} ne le verra plus tant qu’il n’est pas validé de nouveau. Ce qu’il disait reste dans l’historique.`}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <span className={css.small}>
        <Button variant="filled" type="submit" busy={busy}>
          Rouvrir le bilan
        </Button>
        <Button variant="bare" onClick={onClose}>
          Annuler
        </Button>
      </span>
    </form>
  );
}
