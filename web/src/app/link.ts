/**
 * How the page hears about what changes, as one state machine with no timer and no network in it:
 * WebSocket, else event stream, else the page's query every 20 s, else nothing (offline).
 * `live.ts` runs it. Instants are milliseconds, given with each event.
 */
export type Transport = "socket" | "stream" | "poll";

/** What the indicator says. */
export type Shown = "starting" | "live" | "reconnecting" | "compatible" | "offline";

export type Link = {
  wanted: boolean;
  online: boolean;
  /** The transport that works, or is being tried for want of one that does. */
  transport: Transport;
  /** A better transport under trial while `transport` carries on. */
  trial: Transport | null;
  phase: "down" | "opening" | "open" | "held";
  /** When this attempt, or this connection, began. */
  since: number;
  /** When the last message or heartbeat was heard. */
  heardAt: number | null;
  /** Since when nothing carries us; null while something does. */
  lostAt: number | null;
  /** Refused attempts in a row, for the backoff. */
  attempts: number;
  /** Refused attempts although plain requests were answered: the transport itself is in the way. */
  blocked: number;
  /** A request was answered since the link was lost. */
  answered: boolean;
  failedRequests: number;
  retryAt: number | null;
  pollAt: number | null;
  upgradeAt: number | null;
  hiddenAt: number | null;
  asleep: boolean;
  /** Newest sequence our data show, newest the service told of, and since when they differ. */
  seq: number;
  toldSeq: number;
  behindSince: number | null;
};

export type LinkEvent =
  | { type: "wanted"; transport: Transport }
  | { type: "unwanted" }
  | { type: "heard"; seq?: number | undefined; told?: number | undefined }
  | { type: "lost"; code?: number | undefined }
  | { type: "resumed" }
  | { type: "tick" }
  | { type: "online" }
  | { type: "offline" }
  | { type: "hidden" }
  | { type: "visible" }
  | { type: "requestFailed" }
  | { type: "requestAnswered" };

export type Command =
  | { do: "connect"; transport: Transport }
  | { do: "disconnect" }
  | { do: "resubscribe" }
  | { do: "poll" }
  | { do: "sessionOver" }
  | { do: "reloadView" };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Nothing heard at all for this long: the link is lost. */
export const SILENCE = 35 * SECOND;
/** An open transport must speak within this time. */
const FIRST_WORD: Record<Transport, number> = {
  socket: 10 * SECOND,
  stream: 20 * SECOND,
  poll: Number.POSITIVE_INFINITY,
};
const BEHIND = 5 * SECOND;
const POLL = 20 * SECOND;
const UPGRADE = 10 * MINUTE;
const SLEEP = 10 * MINUTE;
const NOTICE = 3 * SECOND;
const BACKOFF_FIRST = 500;
const BACKOFF_MOST = 30 * SECOND;

/** Close codes of the service. */
const CODES = { comeBack: 1001, unauthenticated: 4401, forbidden: 4403, tooSlow: 4429 };

export const IDLE: Link = {
  wanted: false,
  online: true,
  transport: "socket",
  trial: null,
  phase: "down",
  since: 0,
  heardAt: null,
  lostAt: null,
  attempts: 0,
  blocked: 0,
  answered: true,
  failedRequests: 0,
  retryAt: null,
  pollAt: null,
  upgradeAt: null,
  hiddenAt: null,
  asleep: false,
  seq: 0,
  toldSeq: 0,
  behindSince: null,
};

type Step = [Link, Command[]];

/** What becomes of the link when something happens. `random` is in [0, 1[. */
export function step(link: Link, event: LinkEvent, at: number, random: number): Step {
  switch (event.type) {
    case "wanted":
      if (link.wanted) return [link, []];
      return open({ ...link, wanted: true, lostAt: at }, event.transport, at, random);
    case "unwanted":
      return [{ ...IDLE, online: link.online, hiddenAt: link.hiddenAt }, [{ do: "disconnect" }]];
    case "heard":
      return [heard(link, event, at), []];
    case "lost":
      return lost(link, event.code, at, random);
    case "resumed":
      return link.phase === "held"
        ? open({ ...link, phase: "down" }, link.transport, at, random)
        : [link, []];
    case "online":
      return restart({ ...link, online: true, failedRequests: 0 }, at, random);
    case "offline":
      return [{ ...down(link, at), online: false, retryAt: null }, [{ do: "disconnect" }]];
    case "hidden":
      return [{ ...link, hiddenAt: at }, []];
    case "visible": {
      const seen = { ...link, hiddenAt: null };
      return link.asleep ? restart({ ...seen, asleep: false }, at, random) : [seen, []];
    }
    case "requestFailed":
      return [{ ...link, failedRequests: link.failedRequests + 1 }, []];
    case "requestAnswered": {
      const polled = link.transport === "poll" && link.phase === "open";
      return [{ ...link, failedRequests: 0, answered: true, heardAt: polled ? at : link.heardAt }, []];
    }
    case "tick":
      return tick(link, at, random);
  }
}

/** What the indicator shows at an instant. */
export function shown(link: Link, at: number): Shown {
  if (!link.online || link.failedRequests >= 3) return "offline";
  if (link.transport === "poll" && link.phase !== "held") return "compatible";
  if (link.phase === "open" && !link.trial && link.heardAt !== null) return "live";
  if (link.trial && link.transport === "stream") return "live";
  if (link.heardAt === null)
    return link.lostAt !== null && at - link.lostAt > 2 * NOTICE ? "reconnecting" : "starting";
  return link.lostAt !== null && at - link.lostAt > NOTICE ? "reconnecting" : "live";
}

function open(link: Link, transport: Transport, at: number, random: number): Step {
  const next = { ...link, transport, trial: null, since: at, retryAt: null };
  if (!link.online || link.asleep) return [next, []];
  if (transport === "poll") {
    const polling: Link = {
      ...next,
      phase: "open",
      lostAt: null,
      pollAt: at + POLL * (0.9 + 0.2 * random),
      upgradeAt: link.upgradeAt ?? at + UPGRADE,
    };
    return [polling, [{ do: "disconnect" }, { do: "poll" }]];
  }
  const upgradeAt = transport === "socket" ? null : (link.upgradeAt ?? at + UPGRADE);
  return [{ ...next, phase: "opening", pollAt: null, upgradeAt }, [{ do: "connect", transport }]];
}

/** Starts again from the best transport, as after a change of network. */
function restart(link: Link, at: number, random: number): Step {
  if (!link.wanted || link.phase === "held") return [link, []];
  if (link.phase === "open" && link.transport === "socket") return [link, []];
  return open({ ...link, attempts: 0, blocked: 0, upgradeAt: null }, "socket", at, random);
}

function heard(link: Link, event: { seq?: number | undefined; told?: number | undefined }, at: number): Link {
  const seq = Math.max(link.seq, event.seq ?? 0);
  const toldSeq = Math.max(link.toldSeq, event.told ?? 0);
  const settled: Partial<Link> = link.trial
    ? {
        transport: link.trial,
        trial: null,
        pollAt: null,
        upgradeAt: link.trial === "socket" ? null : link.upgradeAt,
      }
    : {};
  return {
    ...link,
    ...settled,
    phase: "open",
    heardAt: at,
    lostAt: null,
    attempts: 0,
    blocked: 0,
    retryAt: null,
    seq,
    toldSeq,
    behindSince: toldSeq > seq ? (link.behindSince ?? at) : null,
  };
}

function down(link: Link, at: number): Link {
  const wasOpen = link.phase === "open";
  return {
    ...link,
    phase: "down",
    lostAt: link.lostAt ?? at,
    answered: wasOpen ? false : link.answered,
    behindSince: null,
  };
}

function lost(link: Link, code: number | undefined, at: number, random: number): Step {
  if (!link.wanted || link.phase === "held" || link.asleep || !link.online) return [link, []];
  if (code === CODES.unauthenticated)
    return [{ ...down(link, at), phase: "held", retryAt: null }, [{ do: "sessionOver" }]];
  if (code === CODES.forbidden)
    return [{ ...down(link, at), phase: "held", retryAt: null }, [{ do: "reloadView" }]];
  if (link.trial) {
    const back: Link = { ...link, trial: null, upgradeAt: at + UPGRADE };
    return open(back, link.transport, at, random);
  }
  const wasOpen = link.phase === "open" && link.heardAt !== null && link.heardAt >= link.since;
  const next = down(link, at);
  if (code === CODES.comeBack || code === CODES.tooSlow) {
    return [{ ...next, retryAt: at + SECOND * random }, []];
  }
  if (wasOpen) return [{ ...next, retryAt: at + BACKOFF_FIRST * random }, []];

  const attempts = link.attempts + 1;
  const blocked = link.answered ? link.blocked + 1 : link.blocked;
  if (blocked >= 2) {
    const lower: Transport = link.transport === "socket" ? "stream" : "poll";
    return open({ ...next, attempts: 0, blocked: 0 }, lower, at, random);
  }
  const wait = Math.min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** attempts) * random;
  // The query tells two things: whether plain requests pass, and what is new.
  return [{ ...next, attempts, blocked, retryAt: at + wait }, [{ do: "poll" }]];
}

function tick(link: Link, at: number, random: number): Step {
  if (!link.wanted || !link.online || link.phase === "held") return [link, []];
  if (link.hiddenAt !== null && !link.asleep && at - link.hiddenAt > SLEEP) {
    return [{ ...down(link, at), asleep: true, retryAt: null, pollAt: null }, [{ do: "disconnect" }]];
  }
  if (link.asleep) return [link, []];
  if (link.retryAt !== null && at >= link.retryAt) return open(link, link.transport, at, random);

  const trying = link.trial ?? link.transport;
  const silentSince = Math.max(link.since, link.heardAt ?? 0);
  const mute = link.phase === "opening" && at - link.since > FIRST_WORD[trying];
  const silent = link.phase === "open" && trying !== "poll" && at - silentSince > SILENCE;
  if (mute || silent) {
    const [next, commands] = lost(link, undefined, at, random);
    return [next, [{ do: "disconnect" }, ...commands]];
  }
  if (link.upgradeAt !== null && at >= link.upgradeAt && !link.trial && link.phase === "open") {
    const trial: Link = { ...link, trial: "socket", phase: "opening", since: at, upgradeAt: null };
    return [trial, [{ do: "connect", transport: "socket" }]];
  }
  if (link.pollAt !== null && at >= link.pollAt) {
    return [{ ...link, pollAt: at + POLL * (0.9 + 0.2 * random) }, [{ do: "poll" }]];
  }
  if (link.behindSince !== null && at - link.behindSince > BEHIND) {
    // Once for each number told: the fresh push settles it even when nothing of ours had changed.
    return [{ ...link, seq: link.toldSeq, behindSince: null }, [{ do: "resubscribe" }]];
  }
  return [link, []];
}
