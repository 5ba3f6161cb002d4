import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { useCallback, useEffect, useState } from "react";
import { client } from "../../app/client";
import { type Failure, failureOf } from "../../app/failure";
import { live } from "../../app/live";
import { useViewer } from "../../app/viewer";
import * as dates from "../../lib/dates";
import { HOME_DIVISIONS, HOME_TABLE } from "./home.gql";
import { gather, type Owed } from "./owed";

/** Asked anew each time: counts made before the last bilan would be wrong. */
async function fresh<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await client.query(query, variables, { requestPolicy: "network-only" }).toPromise();
  if (!data) throw error ?? new Error("no answer");
  return data;
}

/** What the viewer owes, division by division. What is shown stays when asking again fails. */
export function useOwed() {
  const only = useViewer().currentSpecialty?.framework.id ?? null;
  const [owed, setOwed] = useState<readonly Owed[]>();
  const [failure, setFailure] = useState<Failure>();
  const [asked, setAsked] = useState(0);
  const retry = useCallback(() => setAsked((times) => times + 1), []);

  useEffect(() => {
    let current = asked >= 0;
    const table = (variables: Parameters<Parameters<typeof gather>[1]>[0]) =>
      fresh(HOME_TABLE, variables).then((data) => data.trackingTable);
    fresh(HOME_DIVISIONS, {})
      .then(({ viewer }) => gather(viewer?.divisions ?? [], table, dates.today(), only))
      .then((found) => {
        if (!current) return;
        setOwed(found);
        setFailure(undefined);
      })
      .catch((error) => current && setFailure(failureOf(error)));
    return () => {
      current = false;
    };
  }, [asked, only]);
  useEffect(() => live.onPoll(retry), [retry]);

  return { owed, failure: owed ? undefined : failure, retry };
}
