import type { TypedDocumentNode } from "@urql/core";
import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { byField, type Problems } from "./words";

type UserError = { code: string; path: string | null; message: string };
type Payload = { errors: readonly UserError[] };

const IDLE = { busy: false, problems: {}, notReady: null };

/**
 * One thing done to an account: whether it is on its way, and what was wrong with it, by field;
 * `notReady` is what has to be done elsewhere first. `run` answers the payload once it is done, null
 * otherwise. `forget` is for a field that is being put right: what was wrong with it no longer holds.
 */
export function useAction() {
  const [state, setState] = useState<{ busy: boolean; problems: Problems; notReady: string | null }>(IDLE);

  async function run<Data extends Record<string, Payload>, Input>(
    document: TypedDocumentNode<Data, { input: Input }>,
    input: Input,
  ): Promise<Data[keyof Data] | null> {
    setState({ ...IDLE, busy: true });
    const { data, error } = await client.mutation(document, { input }).toPromise();
    const payload = (data ? Object.values(data)[0] : null) as Data[keyof Data] | null;
    const errors = payload?.errors ?? [];
    const problems = error ? { "": sentenceOf(failureOf(error)) } : byField(errors);
    const notReady = errors.find(({ code }) => code === "NOT_READY")?.message ?? null;
    setState({ busy: false, problems, notReady });
    return payload && Object.keys(problems).length === 0 ? payload : null;
  }

  const forget = (field: string) =>
    setState((now) => {
      const { [field]: _, ...problems } = now.problems;
      return { ...now, problems };
    });

  return { ...state, run, forget };
}
