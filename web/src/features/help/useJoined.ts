import { useRef, useState } from "react";
import { useKept } from "../../lib/kept";
import { NBSP } from "../../lib/text";
import { upload } from "../../lib/upload";
import { problemOfFile, readWaiting, type Waiting } from "./joined";

/** A file on its way to the service, or that did not arrive; `again` when sending it once more may help. */
export type Leaving = { file: File; share: number; problem: string | null; again: boolean };

/** The file that goes with a request: sent as soon as it is chosen, and kept on this device until the request is. */
export type Joined = {
  /** What arrived, and waits for the request. */
  waiting: Waiting | null;
  leaving: Leaving | null;
  /** Sends a file in the place of the one there is. */
  choose: (file: File) => void;
  /** Stops the sending, or leaves the file out. */
  remove: () => void;
  /** Why the request cannot leave yet because of its file; null when it can. */
  holdsBack: string | null;
};

/** Keeps the file of the request called `key`. */
export function useJoined(key: string): Joined {
  const [kept, keep] = useKept(`${key}|fichier`);
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  const stop = useRef<AbortController>(null);

  function remove() {
    stop.current?.abort();
    stop.current = null;
    setLeaving(null);
    keep("");
  }

  async function choose(file: File) {
    remove();
    const problem = problemOfFile(file);
    setLeaving({ file, share: 0, problem, again: false });
    if (problem) return;
    const mine = new AbortController();
    stop.current = mine;
    const patch = (next: Partial<Leaving>) => setLeaving((now) => now && { ...now, ...next });
    const sent = await upload(file, "ticket", (share) => patch({ share }), mine.signal);
    if (mine.signal.aborted) return;
    if ("message" in sent) {
      patch({ problem: sent.message, again: sent.again });
      return;
    }
    setLeaving(null);
    keep(JSON.stringify({ id: sent.id, name: sent.name, bytes: file.size } satisfies Waiting));
  }

  const holdsBack = !leaving
    ? null
    : leaving.problem
      ? `Le fichier n’est pas parti${NBSP}: il faut en choisir un autre, ou le retirer.`
      : "Le fichier est encore en route.";
  return { waiting: readWaiting(kept), leaving, choose: (file) => void choose(file), remove, holdsBack };
}
