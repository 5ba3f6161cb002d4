import {
  type Command,
  IDLE,
  type Link,
  type LinkEvent,
  type Shown,
  shown,
  step,
  type Transport,
} from "./link";
import { session } from "./session";
import { openStream } from "./stream";

/** Runs the link of `link.ts`: holds the subscriptions, the timers and the transports. */

type Result = {
  data?: Record<string, unknown> | null;
  errors?: readonly { extensions?: Record<string, unknown> }[];
};
type Sink = { next: (result: never) => void; error: (error: unknown) => void; complete: () => void };
/** What urql would send for a subscription. */
type Body = { query?: string; operationName: string | undefined; variables: unknown };
type Held = { body: Body; sink: Sink; seq: number; answered: boolean; close: (() => void) | undefined };

const HEADERS = { "X-Etabli-Client": "web" };
const REMEMBERED = "etabli.transport";
const held = new Set<Held>();
const pollers = new Set<() => void>();
const watchers = new Set<() => void>();

let link: Link = IDLE;
let disconnect: (() => void) | undefined;
let attach: ((one: Held) => void) | undefined;
/** Grows with each connection, so that what an old one still says is not heard. */
let generation = 0;
let clock: ReturnType<typeof setInterval> | undefined;
let snapshot: { shown: Shown; heardAt: number | null } = { shown: "starting", heardAt: null };

function happen(event: LinkEvent) {
  const now = Date.now();
  const before = link.transport;
  const [next, commands] = step(link, event, now, Math.random());
  link = next;
  if (next.transport !== before) remember(next.transport);
  for (const command of commands) run(command);
  publish(now);
}

function publish(now: number) {
  const next = { shown: shown(link, now), heardAt: link.heardAt };
  const minute = (at: number | null) => (at === null ? null : Math.floor(at / 60_000));
  if (next.shown === snapshot.shown && minute(next.heardAt) === minute(snapshot.heardAt)) return;
  snapshot = next;
  for (const watch of watchers) watch();
}

function run(command: Command) {
  switch (command.do) {
    case "connect":
      drop();
      if (command.transport === "socket") void socket();
      else stream();
      break;
    case "disconnect":
      drop();
      break;
    case "resubscribe":
      for (const one of held) {
        one.close?.();
        attach?.(one);
      }
      break;
    case "poll":
      for (const poll of pollers) poll();
      break;
    case "sessionOver":
      drop();
      void session.over().then(() => happen({ type: "resumed" }));
      break;
    case "reloadView":
      location.reload();
      break;
  }
}

function drop() {
  generation += 1;
  for (const one of held) one.close = undefined;
  attach = undefined;
  disconnect?.();
  disconnect = undefined;
}

/** The body of a subscription as it must be asked now: a feed starts after what was already heard. */
function asked(one: Held) {
  const variables = { ...(one.body.variables as Record<string, unknown> | undefined) };
  if ("after" in variables && one.seq > 0) variables.after = one.seq;
  return { query: one.body.query ?? "", operationName: one.body.operationName, variables };
}

function deliver(one: Held, result: Result) {
  const code = result.errors?.[0]?.extensions?.code;
  if (code === "UNAUTHENTICATED") {
    happen({ type: "lost", code: 4401 });
    return;
  }
  // Refused from the start, it is the page's affair; refused after an answer, a right was lost: what a socket says with 4403.
  if (code === "FORBIDDEN" && one.answered) {
    happen({ type: "lost", code: 4403 });
    return;
  }
  one.answered ||= !result.errors;
  const value = Object.values(result.data ?? {})[0] as { seq?: number } | null | undefined;
  const seq = typeof value?.seq === "number" ? value.seq : undefined;
  happen({ type: "heard", seq });
  if (seq !== undefined) {
    if (seq < one.seq) return;
    one.seq = seq;
  }
  one.sink.next(result as never);
}

/** The socket: `graphql-transport-ws`, loaded after first paint. */
async function socket() {
  const mine = generation;
  const { createClient } = await import("graphql-ws");
  if (mine !== generation) return;
  const current = () => mine === generation;
  const client = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {},
    on: {
      connected: () => current() && happen({ type: "heard" }),
      ping: (_received, payload) => {
        const told = payload?.seq;
        if (current()) happen({ type: "heard", told: typeof told === "number" ? told : undefined });
      },
      closed: (event) => current() && happen({ type: "lost", code: (event as CloseEvent).code }),
    },
  });
  disconnect = () => void client.dispose();
  attach = (one) => {
    one.close = client.subscribe<Record<string, unknown>>(asked(one), {
      next: (result) => current() && deliver(one, result as Result),
      // A closed socket is the link's affair; the service's refusal of this subscription is the page's.
      error: (error) => {
        if (current() && Array.isArray(error)) deliver(one, { errors: error });
      },
      complete: () => {},
    });
  };
  for (const one of held) attach(one);
}

/** The event stream: one HTTP answer for each subscription. */
function stream() {
  const mine = generation;
  const current = () => mine === generation;
  disconnect = () => {
    for (const one of held) one.close?.();
  };
  attach = (one) => {
    const close = openStream("/graphql", HEADERS, asked(one), {
      next: (result) => current() && deliver(one, result as Result),
      heard: (told) => current() && happen({ type: "heard", told }),
      ended: (done, status) => {
        if (current() && !done) happen({ type: "lost", code: status === 401 ? 4401 : undefined });
      },
    });
    one.close = close;
  };
  for (const one of held) attach(one);
}

function remember(transport: Transport) {
  try {
    sessionStorage.setItem(REMEMBERED, transport);
  } catch {
    // A private window without storage tries the socket first each time.
  }
}

function remembered(): Transport {
  try {
    const kept = sessionStorage.getItem(REMEMBERED);
    return kept === "stream" || kept === "poll" ? kept : "socket";
  } catch {
    return "socket";
  }
}

const onOnline = () => happen({ type: "online" });
const onOffline = () => happen({ type: "offline" });
const onVisibility = () => happen({ type: document.hidden ? "hidden" : "visible" });

export const live = {
  /** Starts listening, once the page is painted. Answers the function that stops. */
  start(): () => void {
    clock = setInterval(() => happen({ type: "tick" }), 1_000);
    window.addEventListener("online", onOnline);
    window.addEventListener("offline", onOffline);
    document.addEventListener("visibilitychange", onVisibility);
    if (!navigator.onLine) onOffline();
    happen({ type: "wanted", transport: remembered() });
    return () => {
      clearInterval(clock);
      window.removeEventListener("online", onOnline);
      window.removeEventListener("offline", onOffline);
      document.removeEventListener("visibilitychange", onVisibility);
      happen({ type: "unwanted" });
    };
  },

  /** Carries a subscription over whatever transport works, now and later. */
  forward(body: Body) {
    return {
      subscribe(sink: Sink) {
        const one: Held = { body, sink, seq: 0, answered: false, close: undefined };
        held.add(one);
        attach?.(one);
        return {
          unsubscribe() {
            held.delete(one);
            one.close?.();
          },
        };
      },
    };
  },

  /** Calls `poll` when the page must ask again by itself. Answers the function that stops it. */
  onPoll(poll: () => void): () => void {
    pollers.add(poll);
    return () => {
      pollers.delete(poll);
    };
  },

  requestFailed: () => happen({ type: "requestFailed" }),
  requestAnswered: () => {
    if (link.failedRequests > 0 || !link.answered || link.transport === "poll")
      happen({ type: "requestAnswered" });
  },

  subscribe(watch: () => void) {
    watchers.add(watch);
    return () => {
      watchers.delete(watch);
    };
  },
  current: () => snapshot,
};
