import { type Exchange, makeOperation, type Operation } from "@urql/core";
import { delay, filter, fromValue, makeSubject, merge, mergeMap, pipe, share, takeUntil } from "wonka";
import { failureOf } from "./failure";

/** Tries of a query before the network's failure is shown. */
const TRIES = 3;

/** Tries a query again when the network failed, with jitter. Mutations have the outbox instead. */
export const retryQueries: Exchange =
  ({ forward }) =>
  (operations$) => {
    const shared$ = pipe(operations$, share);
    const { source: again$, next: again } = makeSubject<Operation>();
    const retried$ = pipe(
      again$,
      mergeMap((operation) =>
        pipe(
          fromValue(operation),
          delay(300 * 2 ** Number(operation.context.tries ?? 1) * (0.5 + Math.random())),
          takeUntil(
            pipe(
              shared$,
              filter((op) => op.kind === "teardown" && op.key === operation.key),
            ),
          ),
        ),
      ),
    );
    return pipe(
      merge([shared$, retried$]),
      forward,
      filter((result) => {
        const { operation, error } = result;
        const tries = Number(operation.context.tries ?? 0) + 1;
        const retry =
          operation.kind === "query" && error && tries < TRIES && failureOf(error).kind === "network";
        if (retry) again(makeOperation(operation.kind, operation, { ...operation.context, tries }));
        return !retry;
      }),
    );
  };
