const FIRST_MS = 300;
const LONGEST_MS = 5_000;
const JITTER = 0.5;

/**
 * Milliseconds to wait before the next try after `failed` tries in a row (PROTOCOL.md: 0.3 s, doubling to 5 s).
 *
 * `random` is in [0, 1); the jitter, which only ever shortens the wait, keeps 400 points from coming back in the same instant after a restart.
 */
export function backoff(failed: number, random: number): number {
  const straight = Math.min(LONGEST_MS, FIRST_MS * 2 ** failed);
  return straight * (1 - JITTER * random);
}
