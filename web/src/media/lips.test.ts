import { expect, test } from "vitest";
import { holdFor, unknown, type Wait, wait } from "./lips";

const SAMPLES = 9_600;

/** Looks at a sound whose samples waited for so many ms each, a fifth of a second at a time. */
function told(waits: readonly number[]): Wait {
  let [found, seconds, samples] = [unknown, 0, 0];
  for (const ms of waits) {
    seconds += (SAMPLES * ms) / 1_000;
    samples += SAMPLES;
    found = wait(found, [
      { type: "inbound-rtp", kind: "video", jitterBufferDelay: 9, jitterBufferEmittedCount: 9 },
      {
        type: "inbound-rtp",
        kind: "audio",
        jitterBufferDelay: seconds,
        jitterBufferEmittedCount: samples,
      },
    ]);
  }
  return found;
}

test("a film waits for as long as its sound, which was at the server, too", () => {
  expect(told([60, 60]).ms).toBeCloseTo(60);
  expect(holdFor(null, told([60, 60]))).toBe(110);
  expect(told([60, ...Array(50).fill(200)]).ms).toBeGreaterThan(195);
  expect(holdFor(null, told([5_000]))).toBe(1_000);
});

test("what nobody sees changes nothing", () => {
  expect(holdFor(100, told([60, 60]))).toBe(100);
  expect(holdFor(100, told([90]))).toBe(140);
});

test("without a sound it is as it was", () => {
  expect(holdFor(null, unknown)).toBeNull();
  expect(holdFor(80, unknown)).toBe(80);
  const heard = told([60]);
  expect(wait(heard, [])).toBe(heard);
});
