import { expect, test } from "vitest";
import { backoff } from "./backoff";

test("starts at 0.3 s, doubles, ends at 5 s", () => {
  const delays = [0, 1, 2, 3, 4, 5, 50].map((failed) => backoff(failed, 0.5));
  expect(delays).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000]);
});

test("jitter spreads by a quarter to both sides", () => {
  expect(backoff(0, 0)).toBe(225);
  expect(backoff(0, 0.999)).toBeCloseTo(375, 0);
});
