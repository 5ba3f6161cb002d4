import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { outbox } from "../lib/outbox";
import { session } from "./session";

const SignInAgain = lazy(() => import("./SignInAgain"));
const IdleDialog = lazy(() => import("./IdleDialog"));

/** How long before the end of an idle session the question is asked, in milliseconds. */
const NOTICE = 2 * 60_000;

/**
 * Watches over the session: asks before the idle end, and covers the page once it is over. `onAsk` is
 * told, so that what lies over the page (the palette) leaves the place to the question.
 */
export function SessionWatch({ onAsk }: { onAsk: () => void }) {
  const { ended } = useSyncExternalStore(session.subscribe, session.current);
  const [idle, setIdle] = useState(false);

  useEffect(() => outbox.start(), []);
  useEffect(() => {
    const timer = setInterval(() => {
      const { activeAt, idleFor } = session.current();
      const left = activeAt + idleFor - Date.now();
      if (left <= 0) void session.over();
      setIdle(left > 0 && left <= NOTICE);
    }, 5_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (ended || idle) onAsk();
  }, [ended, idle, onAsk]);

  if (ended) {
    return (
      <Suspense>
        <SignInAgain />
      </Suspense>
    );
  }
  if (!idle) return null;
  return (
    <Suspense>
      <IdleDialog onClose={() => setIdle(false)} />
    </Suspense>
  );
}
