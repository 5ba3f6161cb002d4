import { useEffect, useState, useSyncExternalStore } from "react";
import { outbox } from "../lib/outbox";
import { plural } from "../lib/text";
import { StatePill } from "../ui/state-pill/StatePill";

/** A save on its way is nothing to say; one that lasts is. In milliseconds. */
const PATIENCE = 3_000;

/** How many entries wait on this device for the network to come back. */
export function UnsentIndicator() {
  const waiting = useSyncExternalStore(outbox.subscribe, outbox.waiting);
  const [late, setLate] = useState(false);
  const some = waiting > 0;
  useEffect(() => {
    if (!some) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [some]);
  if (!some || !late) return null;
  return (
    <span role="status">
      <StatePill tone="soon" filled>
        {plural(waiting, "saisie", "saisies")} en attente d’envoi
      </StatePill>
    </span>
  );
}
