import type { ErrorComponentProps } from "@tanstack/react-router";
import { CombinedError } from "@urql/core";
import { useEffect } from "react";
import { Mark } from "../ui/mark/Mark";
import { FailureNotice } from "./Block";
import { type Failure, FailureError, failureOf } from "./failure";
import css from "./plain.module.css";

const RELOADED = "etabli.reloaded";

/** A page that could not be shown: what happened, and a way to try again. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const stale = /dynamically imported module|Importing a module script failed/i.test(
    error instanceof Error ? error.message : "",
  );
  useEffect(() => {
    // A piece of the client that no longer exists: a new version is in place. Once, never in a loop.
    if (!stale || sessionStorage.getItem(RELOADED)) return;
    sessionStorage.setItem(RELOADED, "1");
    location.reload();
  }, [stale]);
  return (
    <main className={css.plain} id="contenu">
      <Mark />
      <h1 tabIndex={-1}>Cette page ne s’affiche pas</h1>
      <FailureNotice failure={readFailure(error)} onRetry={reset} />
    </main>
  );
}

/** The failure behind an error caught by a boundary. */
export function readFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof CombinedError) return failureOf(error);
  return { kind: "internal", reference: error instanceof Error ? error.message : undefined };
}
