import { session } from "./session";

/** Which build the service runs, read from its answers; a page that stays open learns that there is a newer one. */
const HEADER = "x-etabli-build";
/** For how many seconds the session may stay idle from now on. */
const IDLE = "x-etabli-idle";

let first: string | null = null;
let newer = false;
const listeners = new Set<() => void>();

/** `fetch`, listening to the build of each answer, and to how long the session may stay idle. */
export const fetchAndListen: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  const idle = Number(answer.headers.get(IDLE));
  if (idle > 0) session.mayIdle(idle * 1000);
  const build = answer.headers.get(HEADER);
  if (build) {
    first ??= build;
    if (build !== first && !newer) {
      newer = true;
      for (const listen of listeners) listen();
    }
  }
  return answer;
};

export const build = {
  subscribe(listen: () => void) {
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  },
  isNewer: () => newer,
};
