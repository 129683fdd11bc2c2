import { backoff } from "../backoff";

/**
 * Keeps the media session alive, as a pure state machine; `session.ts` carries its acts out.
 * Times are milliseconds of one monotonic clock.
 *
 * The mixed picture and sound never pause, so packets that stop arriving are the quickest sign of a dead
 * path: browsers take 7 s to say "disconnected". First the path is renewed under the same session (ICE
 * restart, RFC 9725 section 4.3.3); where that does not bring packets back, we join again.
 */
export type MediaPhase =
  | "idle"
  | "joining"
  | "connecting"
  | "live"
  | "restarting"
  | "waiting"
  | "held"
  | "stopped";

export interface Supervisor {
  readonly phase: MediaPhase;
  /** When the phase began. */
  readonly since: number;
  /** When packets last arrived. */
  readonly flowed: number;
  /** Joins that failed in a row. */
  readonly failed: number;
  /** When to join again; only in `waiting`. */
  readonly retryAt: number;
}

export type MediaEvent =
  | { readonly type: "start" }
  /** The server has answered our offer. */
  | { readonly type: "joined" }
  /** A join or a restart failed; the server may have said how long to stay away. */
  | { readonly type: "failed"; readonly retryAfter?: number }
  /** New packets have arrived since the last look. */
  | { readonly type: "flow" }
  /** The browser says the path is gone, or the network has changed. */
  | { readonly type: "hurry" }
  /** The server no longer knows our session. */
  | { readonly type: "ended" }
  /** We are to wait in the lobby: until we are let in, nothing is tried. */
  | { readonly type: "hold" }
  /** We may try to come in. */
  | { readonly type: "admit" }
  | { readonly type: "tick" }
  | { readonly type: "stop" };

export type MediaAct = "join" | "restart" | "close";

type MediaStep = readonly [Supervisor, readonly MediaAct[]];

const STALL_MS = 700;
const RESTART_MS = 2_000;
const JOIN_MS = 10_000;
const CONNECT_MS = 5_000;

export const idleSupervisor: Supervisor = {
  phase: "idle",
  since: 0,
  flowed: 0,
  failed: 0,
  retryAt: 0,
};

/** The next state and what to do; `random` in [0, 1) feeds the jitter. */
export function stepMedia(
  media: Supervisor,
  event: MediaEvent,
  now: number,
  random: number,
): MediaStep {
  switch (event.type) {
    case "start":
      return media.phase === "idle" || media.phase === "stopped" ? join(media, now) : [media, []];
    case "stop":
      return [{ ...media, phase: "stopped", since: now, failed: 0 }, ["close"]];
    case "joined":
      return media.phase === "joining" ? [enter(media, "connecting", now), []] : [media, []];
    case "flow":
      return [flow(media, now), []];
    case "failed":
      return fail(media, now, random, event.retryAfter ?? 0);
    case "ended":
      return isUp(media) ? wait(media, now, random, 0) : [media, []];
    case "hold":
      return [isTrying(media) ? enter(media, "held", now) : media, []];
    case "admit":
      return media.phase === "held" ? join({ ...media, failed: 0 }, now) : [media, []];
    case "hurry":
      return hurry(media, now);
    case "tick":
      return tick(media, now, random);
  }
}

function enter(media: Supervisor, phase: MediaPhase, now: number): Supervisor {
  return { ...media, phase, since: now };
}

function isUp(media: Supervisor): boolean {
  return media.phase === "connecting" || media.phase === "live" || media.phase === "restarting";
}

function isTrying(media: Supervisor): boolean {
  return media.phase === "joining" || media.phase === "waiting";
}

function join(media: Supervisor, now: number): MediaStep {
  return [enter(media, "joining", now), ["join"]];
}

function restart(media: Supervisor, now: number): MediaStep {
  return [enter(media, "restarting", now), ["restart"]];
}

function wait(media: Supervisor, now: number, random: number, atLeast: number): MediaStep {
  const retryAt = now + Math.max(atLeast, backoff(media.failed, random));
  return [{ ...enter(media, "waiting", now), failed: media.failed + 1, retryAt }, []];
}

function flow(media: Supervisor, now: number): Supervisor {
  if (!isUp(media)) return media;
  const flowing = { ...media, flowed: now, failed: 0 };
  return media.phase === "live" ? flowing : enter(flowing, "live", now);
}

function fail(media: Supervisor, now: number, random: number, retryAfter: number): MediaStep {
  // A restart that was refused means a server without our session: it was started anew, or gave us up.
  if (media.phase === "restarting") return join(media, now);
  if (media.phase === "joining") return wait(media, now, random, retryAfter);
  return [media, []];
}

function hurry(media: Supervisor, now: number): MediaStep {
  if (media.phase === "live") return restart(media, now);
  if (media.phase === "waiting") return join(media, now);
  return [media, []];
}

function tick(media: Supervisor, now: number, random: number): MediaStep {
  const lasted = now - media.since;
  switch (media.phase) {
    case "live":
      return now - media.flowed > STALL_MS ? restart(media, now) : [media, []];
    case "restarting":
      return lasted > RESTART_MS ? join(media, now) : [media, []];
    case "joining":
      return lasted > JOIN_MS ? wait(media, now, random, 0) : [media, []];
    case "connecting":
      return lasted > CONNECT_MS ? wait(media, now, random, 0) : [media, []];
    case "waiting":
      return now >= media.retryAt ? join(media, now) : [media, []];
    default:
      return [media, []];
  }
}
