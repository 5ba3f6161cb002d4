import type { TypedDocumentNode } from "@urql/core";
import { useRef } from "react";
import { fetchViewer } from "../../app/viewer";
import { type FragmentOf, type ResultOf, readFragment } from "../../graphql/graphql";
import { type Draft, type Outcome, useDraft } from "../../lib/drafts";
import type { SET_SECURITY_OPTIONS, SET_TRANSFER, UPDATE_ESTABLISHMENT } from "./settings.gql";
import { SETTINGS } from "./settings.gql";

export type School = ResultOf<typeof SETTINGS>;
export type Settings = NonNullable<School["settings"]>;

type Payload = {
  establishment: FragmentOf<typeof SETTINGS>;
  errors: readonly { code: string; path: string | null; message: string }[];
};
type Saving = typeof UPDATE_ESTABLISHMENT | typeof SET_SECURITY_OPTIONS | typeof SET_TRANSFER;

/**
 * One setting that saves itself. All of them share the version of the school: what a colleague changed
 * elsewhere on these pages does not stand in the way, what they changed in the same place is shown.
 */
export function useSetting<Value>({
  school,
  name,
  read,
  document,
  input,
}: {
  school: School;
  /** Name of the field, unique on these pages. */
  name: string;
  read: (school: School) => Value;
  document: Saving;
  /** The part of the mutation's input that changes. */
  input: (value: Value) => Record<string, unknown>;
}): Draft<Value> & { error: string | null } {
  const value = read(school);
  /** What the service held when the person began to change it. */
  const before = useRef<{ value: Value } | null>(null);
  const draft = useDraft<Value>({
    key: `setting|${name}|${school.id}`,
    object: `establishment|${school.id}`,
    value,
    version: school.settings?.version ?? null,
    mutation: (wanted, { version }) => ({
      document: document as TypedDocumentNode,
      variables: { input: { version: version ?? school.settings?.version ?? 0, ...input(wanted) } },
    }),
    outcome: (data): Outcome<Value> => {
      const payload = Object.values(data as Record<string, Payload>)[0] as Payload;
      const now = readFragment(SETTINGS, payload.establishment);
      const version = now.settings?.version ?? 0;
      const problem = payload.errors[0];
      if (!problem) {
        // The bar over every page and the sign-in page bear the name.
        if (before.current && now.name !== school.name) void fetchViewer();
        before.current = null;
        return { state: "saved", version };
      }
      if (problem.code !== "CHANGED_MEANWHILE") return { state: "refused", message: problem.message };
      const theirs = read(now);
      if (!before.current || theirs === before.current.value) return { state: "again", version };
      return { state: "conflict", theirs, version, by: "un collègue", at: new Date().toISOString() };
    },
  });
  return {
    ...draft,
    set: (next) => {
      before.current ??= { value };
      draft.set(next);
    },
    error: draft.saving.state === "refused" ? draft.saving.message : null,
  };
}
