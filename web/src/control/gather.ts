/** Calls back with the next picture the page draws; hidden pages draw none, and are called all the same. */
export type OnFrame = (callback: () => void) => () => void;

const HIDDEN_MS = 100;

const onFrame: OnFrame = (callback) => {
  const once = () => {
    cancel();
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_MS);
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return cancel;
};

/**
 * Hands things on in their order: one that comes alone at once, those that come in a crowd all together, once for
 * each picture that the page draws. When all points are muted, each of them is told of.
 */
export class Gather<T> {
  readonly #take: (things: readonly T[]) => void;
  readonly #onFrame: OnFrame;
  #waiting: T[] = [];
  #cancel: (() => void) | null = null;

  constructor(take: (things: readonly T[]) => void, frames: OnFrame = onFrame) {
    this.#take = take;
    this.#onFrame = frames;
  }

  push(thing: T): void {
    if (this.#cancel === null) this.#hand([thing]);
    else this.#waiting.push(thing);
  }

  /** Hands on what waits: what is done next is to come after it. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) this.#hand(waiting);
  }

  #hand(things: readonly T[]): void {
    this.#cancel = this.#onFrame(() => this.flush());
    this.#take(things);
  }
}
