import type { Outcome, Subject } from "./words";

/** Which lines of the report are shown. */
export type ImportSearch = { operation?: Outcome | undefined; sujet?: Subject | undefined };

// Every page reads addresses: the words that go with these load with the report.

const OUTCOME: readonly unknown[] = [
  "UNDECIDED",
  "REFUSED",
  "DEACTIVATED",
  "REACTIVATED",
  "CREATED",
  "UPDATED",
  "UNCHANGED",
] satisfies Outcome[];

const SUBJECT: readonly unknown[] = [
  "LEARNER",
  "STAFF",
  "GUARDIAN",
  "DIVISION",
  "GROUP",
  "SERVICE",
  "MEF",
] satisfies Subject[];

/** Reads the filters from the address; anything else is no filter. */
export function readSearch({ operation, sujet }: Record<string, unknown>): ImportSearch {
  return {
    ...(OUTCOME.includes(operation) ? { operation: operation as Outcome } : {}),
    ...(SUBJECT.includes(sujet) ? { sujet: sujet as Subject } : {}),
  };
}
