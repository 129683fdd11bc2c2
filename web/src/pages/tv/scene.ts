import type { End } from "../../meeting/room";

/** What a screen without controls shows. */
export type Scene = "meeting" | "lobby" | "joining" | "lost" | "ended";

export interface Now {
  /** The last end, until the meeting has let us in again. */
  readonly end: End | null;
  readonly waits: boolean;
  /** A picture has come at least once. */
  readonly wasLive: boolean;
  /** For how long (ms) the picture has not been live; null while it is. */
  readonly brokenFor: number | null;
  /** Neither media nor control connection can be opened. */
  readonly unreachable: boolean;
}

/** A short renewal of the path goes unnoticed; a picture that stands longer must not look live. */
const LOST_MS = 1_500;

export function sceneOf(now: Now): Scene {
  if (now.end !== null) return "ended";
  if (now.wasLive) return now.brokenFor !== null && now.brokenFor > LOST_MS ? "lost" : "meeting";
  if (now.unreachable) return "lost";
  return now.waits ? "lobby" : "joining";
}

/** Ends that somebody brought about on purpose: only a person undoes them. */
const ON_PURPOSE: readonly End[] = ["left", "replaced", "removed"];

export function needsPerson(end: End): boolean {
  return ON_PURPOSE.includes(end);
}

/** A wrong link may be put right at the centre, a closed meeting opened again: the screen looks now and then. */
const AGAIN_MS = 20_000;

/** How long after an end the screen comes back by itself; null: not before somebody presses a key. */
export function comesBackAfter(end: End): number | null {
  return needsPerson(end) ? null : AGAIN_MS;
}
