import { type AnyVariables, createRequest, type OperationResult, type TypedDocumentNode } from "@urql/core";
import { startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { pipe, subscribe } from "wonka";
import { client } from "./client";
import { type Failure, failureOf } from "./failure";
import { live } from "./live";
import { checkSession } from "./viewer";

/** What a page knows of its query. Data already shown are never taken away by a failure. */
export type RouteQuery<Data> = {
  data: Data | undefined;
  /** Why there are no data, or why they are not the newest. */
  failure: Failure | undefined;
  loading: boolean;
  retry: () => void;
};

/** Starts the query of a route early, from its loader: on hover or focus of the link. */
export function preload<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): void {
  void client.query(query, variables, { requestPolicy: "cache-and-network" }).toPromise();
}

/**
 * The one query of a page, kept fresh by its one state subscription (`state`, same selection, same
 * variables unless `stateVariables` are given) while there is a live link, and by asking again while
 * there is none. Pushes are shown in a transition: they never hold up the person's own gestures.
 */
export function useRouteQuery<Data, Variables extends AnyVariables>(options: {
  query: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  // biome-ignore lint/suspicious/noExplicitAny: its answer goes to the cache, not to the caller
  state?: TypedDocumentNode<any, any>;
  stateVariables?: Record<string, unknown>;
}): RouteQuery<Data> {
  const { query, state } = options;
  // What nothing keeps fresh is asked again each time it is opened.
  const requestPolicy = state ? "cache-first" : "cache-and-network";
  const key = JSON.stringify(options.variables);
  const stateKey = JSON.stringify(options.stateVariables ?? options.variables);
  const [result, setResult] = useState<OperationResult<Data, Variables>>();
  const [asked, setAsked] = useState(key);
  const shown = useRef(false);
  // Whether the query is on its way, and whether a push has come meanwhile: its answer may be the older of the two.
  const underWay = useRef(true);
  const overtaken = useRef(false);
  const retryRef = useRef(() => {});
  if (asked !== key) {
    setAsked(key);
    setResult(undefined);
  }

  useLayoutEffect(() => {
    let first = true;
    underWay.current = true;
    overtaken.current = false;
    const { unsubscribe } = pipe(
      client.executeQuery(createRequest(query, JSON.parse(key)), { requestPolicy }),
      subscribe((next: OperationResult<Data, Variables>) => {
        const keep = (now: OperationResult<Data, Variables> | undefined) =>
          next.data || !now?.data ? next : { ...now, error: next.error, stale: next.stale };
        if (first || !shown.current) setResult(keep);
        else startTransition(() => setResult(keep));
        shown.current = Boolean(next.data);
        underWay.current = next.stale;
        if (overtaken.current && !next.stale) {
          overtaken.current = false;
          retryRef.current();
        }
        if (next.data && Object.values(next.data).every((value) => value === null)) {
          void checkSession().then((ended) => ended && retryRef.current());
        }
      }),
    );
    first = false;
    return unsubscribe;
  }, [query, key, requestPolicy]);

  const retry = useCallback(() => {
    void client.query(query, JSON.parse(key), { requestPolicy: "network-only" }).toPromise();
  }, [query, key]);

  retryRef.current = retry;

  useEffect(() => live.onPoll(retry), [retry]);

  useEffect(() => {
    if (!state) return;
    const { unsubscribe } = pipe(
      client.executeSubscription(createRequest(state, JSON.parse(stateKey))),
      subscribe(({ error }) => {
        // What is followed went out of sight: the query says so in its turn.
        if (error && shown.current) retryRef.current();
        overtaken.current ||= underWay.current;
      }),
    );
    return unsubscribe;
  }, [state, stateKey]);

  return {
    data: result?.data,
    failure: result?.error && !result.data ? failureOf(result.error) : undefined,
    loading: !result || (!result.data && !result.error),
    retry,
  };
}

/** Asks again each time `moved` differs: what is behind a count changes with it. */
export function useAgain(moved: string, retry: () => void): void {
  const [seen, setSeen] = useState(moved);
  useEffect(() => {
    if (seen === moved) return;
    setSeen(moved);
    retry();
  }, [seen, moved, retry]);
}
