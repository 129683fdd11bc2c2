import type { OnAir } from "../protocol";

/** Milliseconds that a speaker's clock has run at `now`, a time of the server. */
export function spoken(turn: OnAir, now: number): number {
  const until = turn.paused === null ? now : Date.parse(turn.paused);
  return Math.max(0, until - Date.parse(turn.since) - turn.held_ms);
}

/** Milliseconds that a speaker has left; below 0 is over time, null is without a limit. */
export function left(turn: OnAir, now: number): number | null {
  return turn.limit_s === null ? null : turn.limit_s * 1_000 - spoken(turn, now);
}
