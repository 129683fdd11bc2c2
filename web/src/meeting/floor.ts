import type { OnAir, ServerFloorTold } from "../protocol";

/** Where a point stands with the floor. */
export type Place =
  | { readonly kind: "away" }
  /** In the queue; `position` counts from 1. */
  | { readonly kind: "queued"; readonly position: number; readonly subject: string }
  | { readonly kind: "next" }
  | { readonly kind: "onAir"; readonly turn: OnAir };

const AWAY: Place = { kind: "away" };

/** What comes sooner wins: who is on air may ask again, who is next still stands in the queue. */
export function placeOf(floor: ServerFloorTold | null, point: string): Place {
  if (floor === null) return AWAY;
  const turn = floor.on_air.find((one) => one.point === point);
  if (turn) return { kind: "onAir", turn };
  if (floor.ready === point) return { kind: "next" };
  const index = floor.queue.findIndex((one) => one.point === point);
  const asked = floor.queue[index];
  return asked ? { kind: "queued", position: index + 1, subject: asked.subject } : AWAY;
}

/** A speaker's clock, in whole seconds. */
export interface TurnClock {
  readonly spoken: number;
  /** What is left; below zero is over; null where there is no limit. */
  readonly left: number | null;
  readonly state: "running" | "warned" | "over" | "paused";
}

/** `now` is the server's time (ms since 1970). The server says when to warn, for it knows the rules. */
export function clockOf(turn: OnAir, now: number): TurnClock {
  const until = turn.paused === null ? now : Date.parse(turn.paused);
  const spoken = Math.max(0, (until - Date.parse(turn.since) - turn.held_ms) / 1_000);
  const left = turn.limit_s === null ? null : Math.ceil(turn.limit_s - spoken);
  return { spoken: Math.floor(spoken), left, state: stateOf(turn) };
}

function stateOf(turn: OnAir): TurnClock["state"] {
  if (turn.paused !== null) return "paused";
  if (turn.over) return "over";
  return turn.warned ? "warned" : "running";
}
