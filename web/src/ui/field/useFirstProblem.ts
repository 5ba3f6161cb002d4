import { type RefObject, useEffect } from "react";
import type { Problems } from "../../lib/problems";

/** After a refusal, the focus goes to the first thing to put right: a field, or what is said of the whole form. */
export function useFirstProblem(form: RefObject<HTMLFormElement | null>, problems: Problems): void {
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    form.current?.querySelector<HTMLElement>("[role=alert], [aria-invalid]")?.focus();
  }, [form, problems]);
}
