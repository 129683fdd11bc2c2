import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientMessage } from "../protocol";
import { contained, INTERVAL_MS, Pointing } from "./pointing";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function pointing() {
  const sent: ClientMessage[] = [];
  const one = new Pointing({ state: signal(null), send: (message) => sent.push(message) });
  return { one, sent };
}

test("of many moves the first is said at once, then the last of each interval", () => {
  const { one, sent } = pointing();
  for (let n = 0; n <= 40; n += 1) {
    one.move(n / 40, 0.5);
    vi.advanceTimersByTime(INTERVAL_MS / 8);
  }
  vi.advanceTimersByTime(INTERVAL_MS);
  expect(sent.length).toBeLessThanOrEqual(8);
  expect(sent[0]).toEqual({ type: "pointer", at: { x: 0, y: 5000 } });
  expect(sent.at(-1)).toEqual({ type: "pointer", at: { x: 10000, y: 5000 } });
});

test("the pointer stays within the picture, and is put away once", () => {
  const { one, sent } = pointing();
  one.move(-1, 7);
  vi.advanceTimersByTime(INTERVAL_MS);
  one.rest();
  one.rest();
  vi.advanceTimersByTime(INTERVAL_MS);
  expect(sent).toEqual([
    { type: "pointer", at: { x: 0, y: 10000 } },
    { type: "pointer", at: null },
  ]);
});

test("whoever points next is the one who is seen", () => {
  const { one } = pointing();
  one.told({ type: "pointer", at: { x: 1, y: 2 }, point: "b", name: "B" });
  expect(one.others.value?.name).toBe("B");
  one.move(0.5, 0.5);
  expect(one.others.value).toBeNull();
});

test("a picture lies in the middle of its box, whole", () => {
  const wide = contained({ width: 1000, height: 1000 }, { width: 2000, height: 1000 });
  expect(wide).toEqual({ left: 0, top: 250, width: 1000, height: 500 });
  const high = contained({ width: 1000, height: 500 }, { width: 500, height: 500 });
  expect(high).toEqual({ left: 250, top: 0, width: 500, height: 500 });
});

test("before the first picture the box is all there is", () => {
  const box = contained({ width: 30, height: 20 }, { width: 0, height: 0 });
  expect(box).toEqual({ left: 0, top: 0, width: 30, height: 20 });
});
