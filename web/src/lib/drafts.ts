import { type DocumentInput, stringifyDocument } from "@urql/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { client, fetchOptions } from "../app/client";
import { failureOf, sentenceOf } from "../app/failure";
import { session } from "../app/session";
import type { Saving } from "../ui/saving/SavingPill";
import { newId } from "./ids";
import { inOrder, outbox, type Unsent } from "./outbox";

/** What the service answered to one save. */
export type Outcome<Value> =
  | { state: "saved"; version: number | null }
  | { state: "conflict"; theirs: Value; version: number; by: string; at: string }
  /** Someone changed other parts of the object: the same value leaves again, based on this version. */
  | { state: "again"; version: number | null }
  | { state: "refused"; message: string };

/** Whose words stand after a conflict; null when there was none. */
export type Settle = "MINE" | "THEIRS" | null;

export type DraftOptions<Value> = {
  /** Object and field, unique on this device for one person. */
  key: string;
  /** The object whose `version` is compared; its saves leave one at a time. */
  object: string;
  /** What the service holds now. */
  value: Value;
  version: number | null;
  /** The service keeps the words that are not chosen in a conflict, when it is told the choice. */
  keepsBoth?: boolean;
  /** The mutation that saves `value`, based on `version`; `clientMutationId` makes a repeat harmless. */
  mutation: (
    value: Value,
    base: { version: number | null; clientMutationId: string; settle: Settle },
  ) => {
    // biome-ignore lint/suspicious/noExplicitAny: any typed document fits
    document: DocumentInput<any, any>;
    variables: Record<string, unknown>;
  };
  /** Reads the mutation's answer (`data`, not null) to the value that was sent. */
  outcome: (data: never, sent: Value) => Outcome<Value>;
};

export type Draft<Value> = {
  /** What the person sees: their own unsaved text first. */
  value: Value;
  set: (next: Value) => void;
  /** Sends now, if something waits: on blur, on Enter, before validating. Resolves once answered. */
  flush: () => Promise<void>;
  saving: Saving;
  keepMine: () => void;
  takeTheirs: () => void;
};

/** What was typed; `stored` is the request it was typed for, when an earlier opening of the page left it unsent. */
type Mine<Value> = { value: Value; at: number; stored?: Pick<Unsent, "document" | "variables"> | undefined };

/** After the last change, in milliseconds. */
const PAUSE = 600;
/** How many times a value leaves again because others were faster on other parts. */
const TRIES = 3;
/** Newest version known of each object, ahead of what React has rendered. */
const versions = new Map<string, number>();

/**
 * The only way a field saves itself. Each change is kept on the device at once, sent 600 ms after the
 * last one, and never silently overwrites someone else's.
 */
export function useDraft<Value>(options: DraftOptions<Value>): Draft<Value> {
  const { key, object } = options;
  const latest = useRef(options);
  latest.current = options;
  const mine = useRef<Mine<Value> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const theirs = useRef<{ value: Value; version: number } | null>(null);
  const settle = useRef<Settle>(null);
  const [shown, setShown] = useState<{ value: Value } | null>(null);
  const [saving, setSaving] = useState<Saving>({ state: "idle" });

  if (options.version !== null) versions.set(object, Math.max(options.version, versions.get(object) ?? 0));

  const personal = useCallback(() => `${session.current().viewer?.user.id ?? ""}|${key}`, [key]);

  const push = useCallback(
    async (keepalive = false) => {
      clearTimeout(timer.current);
      timer.current = undefined;
      const sent = mine.current;
      if (!sent || theirs.current) return;
      setSaving({ state: "saving" });
      const attempt = async (triesLeft: number): Promise<void> => {
        const { mutation, outcome } = latest.current;
        const base = {
          version: versions.get(object) ?? latest.current.version,
          clientMutationId: newId(),
          settle: settle.current,
        };
        // What was typed over an older version leaves based on that one: someone may have written since.
        const { document, variables } = sent.stored ?? mutation(sent.value, base);
        const result = await client
          .mutation(document, variables, { fetchOptions: fetchOptions(keepalive) })
          .toPromise();
        if (!result.data) {
          const failure = result.error ? failureOf(result.error) : { kind: "network" as const };
          const kept =
            failure.kind === "network" ||
            failure.kind === "unavailable" ||
            failure.kind === "wait" ||
            failure.kind === "session";
          setSaving(kept ? { state: "kept" } : { state: "refused", message: sentenceOf(failure) });
          return;
        }
        sent.stored = undefined;
        const answer = outcome(result.data as never, sent.value);
        settle.current = null;
        if (answer.state === "again") {
          if (answer.version === null) versions.delete(object);
          else versions.set(object, answer.version);
          if (triesLeft > 0) return attempt(triesLeft - 1);
          setSaving({ state: "kept" });
        } else if (answer.state === "conflict") {
          theirs.current = { value: answer.theirs, version: answer.version };
          setSaving({ state: "conflict", by: answer.by, at: answer.at });
        } else if (answer.state === "refused") {
          setSaving({ state: "refused", message: answer.message });
        } else {
          if (answer.version !== null)
            versions.set(object, Math.max(answer.version, versions.get(object) ?? 0));
          await outbox.settle(personal(), sent.at);
          if (mine.current === sent) {
            mine.current = null;
            setShown(null);
            setSaving({ state: "saved", at: new Date() });
          }
        }
      };
      await inOrder(object, () => attempt(TRIES));
    },
    [object, personal],
  );

  const set = useCallback(
    (value: Value) => {
      const at = Math.max(Date.now(), (mine.current?.at ?? 0) + 1);
      mine.current = { value, at };
      // Typed again before the choice arrived: nobody's words are lost either way.
      if (settle.current === "THEIRS") settle.current = "MINE";
      setShown({ value });
      setSaving((now) => (now.state === "conflict" ? now : { state: "idle" }));
      const version = versions.get(object) ?? latest.current.version;
      const base = { version, clientMutationId: newId(), settle: null };
      const { document, variables } = latest.current.mutation(value, base);
      const person = session.current().viewer?.user.id ?? "";
      void outbox.keep({
        key: personal(),
        person,
        object,
        at,
        value,
        document: stringifyDocument(document),
        variables,
      });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void push(), PAUSE);
    },
    [object, personal, push],
  );

  // What an earlier opening of this page left unsent comes back into the field, and leaves.
  useEffect(() => {
    const stop = outbox.attend(personal());
    void outbox.read(personal()).then((line) => {
      if (!line || mine.current) return;
      mine.current = { value: line.value as Value, at: line.at, stored: line };
      setShown({ value: line.value as Value });
      void push();
    });
    return stop;
  }, [personal, push]);

  useEffect(() => {
    const again = () => void push();
    const leaving = () => void push(true);
    window.addEventListener("online", again);
    window.addEventListener("focus", again);
    window.addEventListener("pagehide", leaving);
    return () => {
      window.removeEventListener("online", again);
      window.removeEventListener("focus", again);
      window.removeEventListener("pagehide", leaving);
      if (timer.current !== undefined) void push();
    };
  }, [push]);

  return {
    value: shown ? shown.value : options.value,
    set,
    flush: () => push(),
    saving,
    keepMine: () => {
      if (theirs.current && options.keepsBoth) settle.current = "MINE";
      if (theirs.current) versions.set(object, theirs.current.version);
      theirs.current = null;
      void push();
    },
    takeTheirs: () => {
      const disputed = theirs.current;
      if (disputed) versions.set(object, disputed.version);
      theirs.current = null;
      if (disputed && options.keepsBoth) {
        // What was typed leaves the field once the service has kept it beside the other.
        settle.current = "THEIRS";
        void push();
        return;
      }
      const at = mine.current?.at ?? 0;
      mine.current = null;
      setShown(null);
      setSaving({ state: "idle" });
      void outbox.settle(personal(), at);
    },
  };
}
