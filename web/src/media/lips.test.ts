import { expect, test } from "vitest";
import { type Hold, hold, late, pictureOf, soundOf, unheld } from "./lips";

const NTP_MS = 2_209_072_186_056;
const ROUND = 2 ** 32;

/** What a browser tells of something of a time in the mix that is played at another. */
const source = (at: number, stampMs: number, ticksPerMs: number) => ({
  timestamp: at,
  rtpTimestamp: Math.round(stampMs * ticksPerMs) % ROUND,
});

const picture = (at: number, stampMs: number) => pictureOf([source(at, stampMs, 90)]);
const sound = (at: number, stampMs: number) => soundOf([], [source(at, stampMs, 48)]);

/** How late a sound is beside a picture of the same time that was given out at 1,000 ms. */
function lateAt(at: number, stampMs: number): number {
  const [heard, seen] = [sound(at, stampMs), picture(1_000, stampMs)];
  return heard && seen ? late(heard, seen) : Number.NaN;
}

test("a sound is as late as it is played after the picture of its time", () => {
  const now = lateAt(1_000, NTP_MS);
  expect(lateAt(1_240, NTP_MS) - now).toBeCloseTo(240);
  // A picture is on the screen a little after it was given out.
  expect(now).toBeGreaterThan(-50);
  expect(now).toBeLessThan(0);
});

test("it does not matter when clocks go round", () => {
  const now = lateAt(1_000, NTP_MS);
  for (const hours of [1, 5, 13, 14, 24, 25, 100, 1_000]) {
    expect(lateAt(1_000, NTP_MS + hours * 3_600_000)).toBeCloseTo(now, 0);
  }
});

test("a report of the sound counts before what was given to its device", () => {
  const given = [source(1_000, NTP_MS, 48)];
  const told = {
    type: "inbound-rtp",
    kind: "audio",
    timestamp: 1_000,
    estimatedPlayoutTimestamp: NTP_MS - 40,
  };
  const others = [{ ...told, kind: "video", estimatedPlayoutTimestamp: NTP_MS }];
  const [seen, heard] = [picture(1_000, NTP_MS), soundOf([...others, told], given)];
  expect(seen && heard && late(heard, seen)).toBeCloseTo(lateAt(1_000, NTP_MS) + 40, 0);
  expect(soundOf(others, given)).toEqual(sound(1_000, NTP_MS));
  const strange = { ...told, estimatedPlayoutTimestamp: 1_795_298_426_105 };
  expect(soundOf([strange], given)).toEqual(sound(1_000, NTP_MS));
});

test("nothing is known before something is played", () => {
  expect(pictureOf([])).toBeNull();
  expect(soundOf([], [])).toBeNull();
  expect(pictureOf([{ timestamp: 1 } as RTCRtpSynchronizationSource])).toBeNull();
});

/** Looks at a sound that waits for so much longer than a picture that follows by 20 ms a look. */
function followed(wait: number, looks: number, from: Hold = unheld, shown = 0): [Hold, number] {
  let held = from;
  let buffer = shown;
  for (let look = 0; look < looks; look += 1) {
    held = hold(held, wait - buffer);
    buffer += Math.min(Math.max(held.told - buffer, -20), 20);
  }
  return [held, buffer];
}

test("a picture is held back until it is in step, and let go again", () => {
  const [held, buffer] = followed(300, 100);
  expect(Math.abs(buffer - 300)).toBeLessThan(20);
  const [after, less] = followed(60, 100, held, buffer);
  expect(Math.abs(less - 60)).toBeLessThan(20);
  expect(followed(-200, 100, after, less)[0].wanted).toBe(0);
});

test("what nobody sees changes nothing", () => {
  const held = { wanted: 200, told: 200 };
  expect(hold(held, 100).told).toBe(200);
  expect(hold(hold(held, 100), 100).told).toBe(220);
});

test("no more is held back than the server allows, and nothing for what makes no sense", () => {
  expect(followed(1_900, 100)[0].told).toBe(1_000);
  expect(hold(unheld, 4_000)).toEqual(unheld);
});
