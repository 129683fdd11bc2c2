/**
 * A switch whose truth is the server's: microphone, camera, hand, recording.
 *
 * What the person asked for and what the server says are kept apart, so that a button never claims
 * what is not so and shows when an act is under way.
 */
export interface Switch {
  readonly wanted: boolean;
  readonly actual: boolean;
  /** When the request was made (ms, monotonic) that the server has not confirmed yet. */
  readonly pendingSince: number | null;
}

/** After this long without confirmation the person is told, and the server's truth is taken over. */
export const CONFIRM_MS = 3_000;

export function switchAt(on: boolean): Switch {
  return { wanted: on, actual: on, pendingSince: null };
}

/**
 * The person asks for `wanted`. A request stays under way even when it goes back to what is so: the echo of
 * the one before it is still to come, and must not be taken for the server's own decision.
 */
export function press(it: Switch, wanted: boolean, now: number): Switch {
  if (it.pendingSince === null && wanted === it.actual) return it;
  return { ...it, wanted, pendingSince: now };
}

/** The server says how it is. Where nothing is under way, its word is also what we want from now on. */
export function told(it: Switch, actual: boolean): Switch {
  if (actual === it.wanted) return switchAt(actual);
  return it.pendingSince === null ? switchAt(actual) : { ...it, actual };
}

/** After a reconnect the server may have forgotten what was asked for: ask again where it differs. */
export function resume(it: Switch, actual: boolean, now: number): Switch {
  return { ...it, actual, pendingSince: it.wanted === actual ? null : now };
}

/** The server refused, or did not answer in time: back to what is so. */
export function refused(it: Switch): Switch {
  return switchAt(it.actual);
}

export function isLate(it: Switch, now: number): boolean {
  return it.pendingSince !== null && now - it.pendingSince > CONFIRM_MS;
}
