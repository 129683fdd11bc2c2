import { expect, test } from "vitest";
import { Gather } from "./gather";

/** Frames that are drawn when the test says so. */
class Frames {
  #next: (() => void) | null = null;

  readonly on = (callback: () => void) => {
    this.#next = callback;
    return () => {
      this.#next = null;
    };
  };

  draw(): void {
    const next = this.#next;
    this.#next = null;
    next?.();
  }
}

function gathered() {
  const frames = new Frames();
  const taken: number[][] = [];
  const gather = new Gather<number>((things) => taken.push([...things]), frames.on);
  return { frames, taken, gather };
}

test("one alone is handed on at once, a crowd once for each frame and in order", () => {
  const { frames, taken, gather } = gathered();
  for (let one = 0; one < 400; one += 1) gather.push(one);
  expect(taken).toEqual([[0]]);
  frames.draw();
  expect(taken.flat()).toEqual(Array.from({ length: 400 }, (_, one) => one));
  expect(taken).toHaveLength(2);
  gather.push(400);
  expect(taken).toHaveLength(2);
  frames.draw();
  frames.draw();
  gather.push(401);
  expect(taken.slice(2)).toEqual([[400], [401]]);
});

test("what waits goes before what is done next", () => {
  const { frames, taken, gather } = gathered();
  gather.flush();
  for (const one of [1, 2, 3]) gather.push(one);
  gather.flush();
  expect(taken).toEqual([[1], [2, 3]]);
  frames.draw();
  expect(taken).toHaveLength(2);
});

test("one who pushes while he takes comes behind", () => {
  const frames = new Frames();
  const taken: number[] = [];
  const gather = new Gather<number>((things) => {
    taken.push(...things);
    if (things[0] === 1) gather.push(2);
  }, frames.on);
  gather.push(1);
  expect(taken).toEqual([1]);
  frames.draw();
  expect(taken).toEqual([1, 2]);
});
