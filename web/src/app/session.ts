import type { ResultOf } from "../graphql/graphql";
import type { VIEWER } from "./viewer.gql";

export type Viewer = NonNullable<ResultOf<typeof VIEWER>["viewer"]>;

type State = {
  viewer: Viewer | null;
  /** The session ended while the page was open: the sign-in dialog covers it. */
  ended: boolean;
  /** Milliseconds the session may stay idle. */
  idleFor: number;
  /** When the service last heard from this person (requests, not what is pushed). */
  activeAt: number;
};

let state: State = { viewer: null, ended: false, idleFor: Number.POSITIVE_INFINITY, activeAt: Date.now() };
const listeners = new Set<() => void>();
let waiters: (() => void)[] = [];

function set(next: Partial<State>) {
  state = { ...state, ...next };
  for (const listen of listeners) listen();
}

/** Who is signed in on this page, and whether the session still stands. */
export const session = {
  subscribe(listen: () => void) {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  },
  current: () => state,

  /** The service said who is there. */
  opened(viewer: Viewer | null) {
    const now = Date.now();
    const idleFor = viewer ? Date.parse(viewer.idleEndsAt) - now : Number.POSITIVE_INFINITY;
    set({ viewer, ended: false, idleFor: Math.max(idleFor, 60_000), activeAt: now });
    const waiting = waiters;
    waiters = [];
    for (const go of waiting) go();
  },

  /** The establishment may have chosen another length meanwhile. In milliseconds, from now on. */
  mayIdle(idleFor: number) {
    state = { ...state, idleFor: Math.max(idleFor, 60_000) };
  },

  /** A request was answered: the idle time starts again. */
  active() {
    state = { ...state, activeAt: Date.now() };
  },

  /** The session is over. Resolves when someone signs in again; at once when nobody was signed in. */
  over(): Promise<void> {
    if (!state.viewer) return Promise.resolve();
    if (!state.ended) set({ ended: true });
    return new Promise((resolve) => waiters.push(resolve));
  },
};
