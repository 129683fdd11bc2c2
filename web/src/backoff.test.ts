import { expect, test } from "vitest";
import { backoff } from "./backoff";

test("starts at 0.3 s, doubles, ends at 5 s", () => {
  const delays = [0, 1, 2, 3, 4, 5, 50].map((failed) => backoff(failed, 0));
  expect(delays).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000]);
});

test("jitter shortens by up to a half, so that 5 s is the longest wait of all", () => {
  expect(backoff(0, 0.999)).toBeCloseTo(150, 0);
  expect(backoff(50, 0.999)).toBeCloseTo(2_500, -1);
});
