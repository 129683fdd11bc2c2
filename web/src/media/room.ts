import type { Shown } from "./film";

/**
 * Bits per second for what is shared, at most. A browser sends a new page no faster than it believes its line to carry,
 * and it never tries for more than twice what it may send in all, nor for more than the server's answer says, 5 Mbit/s
 * if that said nothing (libwebrtc's ProbeController): with the bits of pages that change it believes 4 Mbit/s of the
 * best of lines, and the 150 kB of a page take 0.3 s. So one that stands, and takes next to nothing, may take more:
 * then it finds 13 Mbit/s within a second, and the page is out in 0.08 s. As soon as the page is
 * turned it may not: it leaves at the pace that has been found, and what makes it sharp behind that comes no faster
 * than poor lines of others can take it.
 */
export const BITRATES = { standing: 6_000_000, changing: 1_400_000, film: 2_500_000 } as const;

/** Bits per second of a film to all who watch it together, from which on each gets fewer: what a server sends with ease. */
const TOGETHER = 300_000_000;

/** The fewest: a film still moves, and is coarse. */
const LEAST_FILM = 800_000;

/** What is shown, and to how many. */
export interface Show {
  readonly shown: Shown;
  readonly watchers: number;
}

export const pagesToNobody: Show = { shown: "pages", watchers: 0 };

/** Bytes between two looks from which on a page changes: half of what `changing` gives in that time. */
const MUCH = 9_000;

/** How often the sender is looked at, in ms. */
export const LOOK_MS = 100;

/** For how long little must be sent until a page stands, in ms: it is as sharp as it gets by then. */
const CALM_MS = 1_000;

/** What was sent of the pages so far, and since when it has been little. */
export interface Course {
  readonly bytes: number;
  readonly since: number;
}

export const outset: Course = { bytes: 0, since: Number.POSITIVE_INFINITY };

/** Takes the bytes that have been sent at a time (ms). */
export function follow(course: Course, bytes: number, now: number): Course {
  const isCalm = bytes - course.bytes < MUCH && course.since < Number.POSITIVE_INFINITY;
  return { bytes, since: isCalm ? course.since : now };
}

export function roomFor({ shown, watchers }: Show, course: Course, now: number): number {
  if (shown === "film") {
    return Math.min(Math.max(Math.round(TOGETHER / watchers), LEAST_FILM), BITRATES.film);
  }
  return now - course.since >= CALM_MS ? BITRATES.standing : BITRATES.changing;
}
