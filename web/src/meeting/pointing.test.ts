import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientMessage } from "../protocol";
import { INTERVAL_MS, Pointing } from "./pointing";

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
