/**
 * The server's time, as `welcome` told it. Timers of all points agree by it, however wrong a computer's own
 * clock is; it goes on with the monotonic clock, which nobody sets.
 */
export class ServerClock {
  #offset = Date.now() - performance.now();

  told(time: string): void {
    const server = Date.parse(time);
    if (!Number.isNaN(server)) this.#offset = server - performance.now();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return performance.now() + this.#offset;
  }

  /** Whole seconds until a moment of the server, never below zero. */
  until(time: string): number {
    return Math.max(0, Math.round((Date.parse(time) - this.now()) / 1_000));
  }
}
