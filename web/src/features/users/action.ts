import type { TypedDocumentNode } from "@urql/core";
import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { byField, type Problems } from "./words";

type Payload = { errors: readonly { path: string | null; message: string }[] };

/**
 * One thing done to an account: whether it is on its way, and what was wrong with it, by field. `run`
 * answers the payload once it is done, null otherwise.
 */
export function useAction() {
  const [state, setState] = useState<{ busy: boolean; problems: Problems }>({ busy: false, problems: {} });

  async function run<Data extends Record<string, Payload>, Input>(
    document: TypedDocumentNode<Data, { input: Input }>,
    input: Input,
  ): Promise<Data[keyof Data] | null> {
    setState({ busy: true, problems: {} });
    const { data, error } = await client.mutation(document, { input }).toPromise();
    const payload = (data ? Object.values(data)[0] : null) as Data[keyof Data] | null;
    const problems = error ? { "": sentenceOf(failureOf(error)) } : byField(payload?.errors ?? []);
    setState({ busy: false, problems });
    return payload && Object.keys(problems).length === 0 ? payload : null;
  }

  return { ...state, run };
}
