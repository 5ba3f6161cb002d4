import { clear, createStore, del, get, set, values } from "idb-keyval";
import { client, fetchOptions } from "../app/client";
import { failureOf } from "../app/failure";
import { session } from "../app/session";

/**
 * What was typed on this device and the service has not confirmed yet. Each field being saved has one
 * line here from its first change to the service's answer, so a crash or a cut loses nothing.
 */
export type Unsent = {
  /** Person, object and field. */
  key: string;
  person: string;
  /** The object the line belongs to: its lines leave in order, one at a time. */
  object: string;
  at: number;
  /** The value as the field holds it, for when the page opens again. */
  value: unknown;
  /** The mutation as it would leave. */
  document: string;
  variables: Record<string, unknown>;
};

/** What begins the names under which texts to be sent on demand are kept on this device. */
export const KEPT = "etabli.kept|";

const store = createStore("etabli-outbox", "unsent");
const queues = new Map<string, Promise<unknown>>();
/** Keys a field on screen takes care of: the outbox leaves them to it. */
const attended = new Set<string>();
const listeners = new Set<() => void>();
let waiting = 0;

function notify(count: number) {
  if (count === waiting) return;
  waiting = count;
  for (const listen of listeners) listen();
}

async function recount() {
  try {
    notify((await values(store)).length);
  } catch {
    // No storage on this device: nothing can wait here.
  }
}

/** Runs `task` after everything already asked about this object. */
export function inOrder<T>(object: string, task: () => Promise<T>): Promise<T> {
  const before = queues.get(object) ?? Promise.resolve();
  const run = before.then(task, task);
  queues.set(object, run);
  void run.finally(() => {
    if (queues.get(object) === run) queues.delete(object);
  });
  return run;
}

async function send(line: Unsent): Promise<void> {
  await inOrder(line.object, async () => {
    const now = await get<Unsent>(line.key, store);
    if (!now || now.at !== line.at) return;
    const result = await client
      .mutation(line.document, line.variables, { fetchOptions: fetchOptions() })
      .toPromise();
    if (result.error && failureOf(result.error).kind === "network") return;
    const payload = Object.values(result.data ?? {})[0] as
      | { errors?: readonly { code: string }[] }
      | undefined;
    // A conflict or a refusal waits for the person: the field shows it when its page opens.
    if (payload && payload.errors?.length === 0) await del(line.key, store);
  });
}

export const outbox = {
  /** Keeps a line. Answers false when the device refused to store it. */
  async keep(line: Unsent): Promise<boolean> {
    try {
      await set(line.key, line, store);
      void recount();
      return true;
    } catch {
      return false;
    }
  },
  async read(key: string): Promise<Unsent | undefined> {
    try {
      return await get<Unsent>(key, store);
    } catch {
      return undefined;
    }
  },
  /** Forgets a line, unless it changed since `at`. */
  async settle(key: string, at: number): Promise<void> {
    const now = await outbox.read(key);
    if (now && now.at <= at) await del(key, store);
    void recount();
  },
  attend(key: string): () => void {
    attended.add(key);
    return () => {
      attended.delete(key);
    };
  },
  async count(): Promise<number> {
    await recount();
    return waiting;
  },
  /** Sends what no field on screen takes care of, oldest first; lines of someone else stay sealed. */
  async sendAll(): Promise<void> {
    const person = session.current().viewer?.user.id;
    if (!person) return;
    try {
      const lines = (await values<Unsent>(store)).filter((l) => l.person === person && !attended.has(l.key));
      for (const line of lines.sort((a, b) => a.at - b.at)) await send(line);
    } catch {
      // Tried again on the next occasion.
    }
    void recount();
  },
  async purge(): Promise<void> {
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith(KEPT)) localStorage.removeItem(name);
      await clear(store);
    } catch {
      // Nothing could be kept, nothing remains.
    }
    notify(0);
  },
  /** Sends now, then each time the network or the person comes back. Answers the function that stops. */
  start(): () => void {
    const go = () => void outbox.sendAll();
    go();
    window.addEventListener("online", go);
    window.addEventListener("focus", go);
    return () => {
      window.removeEventListener("online", go);
      window.removeEventListener("focus", go);
    };
  },
  subscribe(listen: () => void): () => void {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  },
  waiting: () => waiting,
};
