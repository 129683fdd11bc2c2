import { backoff } from "../backoff";

/**
 * The life of the control connection as a pure state machine; `socket.ts` carries its acts out.
 * Times are milliseconds of one monotonic clock.
 */
export type Phase = "idle" | "opening" | "greeting" | "open" | "waiting" | "stopped";

export interface Link {
  readonly phase: Phase;
  /** When the phase began. */
  readonly since: number;
  /** When the last message of any kind arrived. */
  readonly heard: number;
  /** When the last ping left. */
  readonly pinged: number;
  /** Tries that failed in a row. */
  readonly failed: number;
  /** When to try again; only in `waiting`. */
  readonly retryAt: number;
}

export type LinkEvent =
  | { readonly type: "start" }
  | { readonly type: "opened" }
  | { readonly type: "heard"; readonly welcome: boolean }
  | { readonly type: "lost" }
  | { readonly type: "hurry" }
  | { readonly type: "tick" }
  | { readonly type: "stop" };

export type LinkAct = "open" | "hello" | "ping" | "close";

type LinkStep = readonly [Link, readonly LinkAct[]];

const PING_MS = 2_000;
const SILENCE_MS = 5_000;
const GREETING_MS = 5_000;

export const idleLink: Link = {
  phase: "idle",
  since: 0,
  heard: 0,
  pinged: 0,
  failed: 0,
  retryAt: 0,
};

/** The next state and what to do; `random` in [0, 1) feeds the jitter. */
export function stepLink(link: Link, event: LinkEvent, now: number, random: number): LinkStep {
  switch (event.type) {
    case "start":
      return link.phase === "idle" || link.phase === "stopped" ? open(link, now) : [link, []];
    case "stop":
      return [{ ...link, phase: "stopped", since: now, failed: 0 }, ["close"]];
    case "opened":
      return link.phase === "opening"
        ? [{ ...link, phase: "greeting", since: now, heard: now, pinged: now }, ["hello"]]
        : [link, []];
    case "heard":
      return [hear(link, event.welcome, now), []];
    case "lost":
      return isConnected(link) ? lose(link, now, random) : [link, []];
    case "hurry":
      return hurry(link, now);
    case "tick":
      return tick(link, now, random);
  }
}

/** When the next tick is due, or null when nothing is. */
export function linkDue(link: Link): number | null {
  switch (link.phase) {
    case "idle":
    case "stopped":
      return null;
    case "waiting":
      return link.retryAt;
    case "opening":
    case "greeting":
      return link.since + GREETING_MS;
    case "open":
      return Math.min(link.pinged + PING_MS, link.heard + SILENCE_MS);
  }
}

function isConnected(link: Link): boolean {
  return link.phase === "opening" || link.phase === "greeting" || link.phase === "open";
}

function open(link: Link, now: number): LinkStep {
  return [{ ...link, phase: "opening", since: now }, ["open"]];
}

function hear(link: Link, welcome: boolean, now: number): Link {
  if (link.phase === "greeting" && welcome) {
    return { ...link, phase: "open", since: now, heard: now, failed: 0 };
  }
  return { ...link, heard: now };
}

function lose(link: Link, now: number, random: number): LinkStep {
  const retryAt = now + backoff(link.failed, random);
  return [{ ...link, phase: "waiting", since: now, failed: link.failed + 1, retryAt }, ["close"]];
}

/** The network has changed: try at once, or find out at once whether the connection still lives. */
function hurry(link: Link, now: number): LinkStep {
  if (link.phase === "waiting") return open(link, now);
  if (link.phase === "open") return [{ ...link, pinged: now }, ["ping"]];
  return [link, []];
}

function tick(link: Link, now: number, random: number): LinkStep {
  const due = linkDue(link);
  if (due === null || now < due) return [link, []];
  if (link.phase === "waiting") return open(link, now);
  if (link.phase === "open" && now - link.heard < SILENCE_MS) {
    return [{ ...link, pinged: now }, ["ping"]];
  }
  return lose(link, now, random);
}
