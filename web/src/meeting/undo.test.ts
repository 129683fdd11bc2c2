import { expect, test } from "vitest";
import type { OnAir, ServerFloorTold } from "../protocol";
import { left, remaining, spoken } from "./clock";
import { type Conduct, UNTOLD } from "./conduct";
import { inverse } from "./undo";

const START = Date.parse("2026-11-21T08:00:00+07:00");

function turn(point: string, more: Partial<OnAir> = {}): OnAir {
  return {
    point,
    subject: "",
    since: "2026-11-21T08:00:00+07:00",
    limit_s: 300,
    held_ms: 0,
    paused: null,
    warned: false,
    over: false,
    ...more,
  };
}

function floor(more: Partial<ServerFloorTold> = {}): Conduct {
  return { ...UNTOLD, floor: { type: "floor", queue: [], ready: null, on_air: [], ...more } };
}

test("a speaker's clock stands still while it is paused, and did before", () => {
  expect(spoken(turn("a"), START + 60_000)).toBe(60_000);
  expect(spoken(turn("a", { held_ms: 20_000 }), START + 60_000)).toBe(40_000);
  const paused = turn("a", { paused: "2026-11-21T08:00:30+07:00" });
  expect(spoken(paused, START + 60_000)).toBe(30_000);
  expect(left(paused, START + 60_000)).toBe(270_000);
  expect(left(turn("a", { limit_s: null }), START)).toBeNull();
  expect(left(turn("a"), START + 301_000)).toBe(-1_000);
});

test("who is called back has what was left of the time, and some in any case", () => {
  expect(remaining(turn("a"), START + 60_500)).toBe(240);
  expect(remaining(turn("a"), START + 400_000)).toBe(10);
  expect(remaining(turn("a", { limit_s: null }), START)).toBeNull();
});

test("a call is taken back by calling those who were on air, or by a stop", () => {
  const before = floor({ on_air: [turn("a"), turn("b", { limit_s: null })], ready: "c" });
  expect(inverse({ type: "floor.call", point: "c" }, before, START + 60_000)).toEqual([
    { type: "floor.call", point: "a", beside: false, limit_s: 240 },
    { type: "floor.call", point: "b", beside: true },
    { type: "floor.prepare", point: "c" },
  ]);
  expect(inverse({ type: "floor.call", point: "c", beside: true }, before, START)).toEqual([
    { type: "floor.stop", point: "c" },
    { type: "floor.prepare", point: "c" },
  ]);
  expect(inverse({ type: "floor.call", point: "d" }, floor(), START)).toEqual([
    { type: "floor.stop", point: "d" },
  ]);
});

test("a stop is taken back by a call with what was left", () => {
  const before = floor({ on_air: [turn("a"), turn("b")] });
  expect(inverse({ type: "floor.stop", point: "b" }, before, START)).toEqual([
    { type: "floor.call", point: "b", beside: true, limit_s: 300 },
  ]);
  expect(inverse({ type: "floor.stop" }, before, START)).toEqual([
    { type: "floor.call", point: "a", beside: false, limit_s: 300 },
    { type: "floor.call", point: "b", beside: true, limit_s: 300 },
  ]);
});

test("a mark is taken back to what it was, or to not yet", () => {
  const mark = { type: "roll.mark", point: "a", presence: "absent", reason: "Ốm" } as const;
  expect(inverse(mark, UNTOLD, 0)).toEqual([
    { type: "roll.mark", point: "a", presence: "unknown", reason: "" },
  ]);
  const before = { point: "a", presence: "online", reason: "", heads: 12 } as const;
  expect(inverse(mark, { ...UNTOLD, marks: new Map([["a", before]]) }, 0)).toEqual([
    { type: "roll.mark", point: "a", presence: "online", reason: "", heads: 12 },
  ]);
});

test("what others have done by then, or what is theirs, is not taken back", () => {
  expect(inverse({ type: "mic.silence" }, UNTOLD, 0)).toEqual([]);
  expect(inverse({ type: "lobby.admit" }, UNTOLD, 0)).toEqual([]);
  expect(inverse({ type: "vote.close", vote: "v" }, UNTOLD, 0)).toEqual([]);
  expect(inverse({ type: "notice.clear" }, UNTOLD, 0)).toEqual([]);
});

test("locks go back, and the order of the queue", () => {
  expect(inverse({ type: "mic.lock", on: true }, UNTOLD, 0)).toEqual([
    { type: "mic.lock", on: false },
  ]);
  const asked = (point: string) => ({ point, subject: "", at: "2026-11-21T08:00:00+07:00" });
  const before = floor({ queue: [asked("a"), asked("b")] });
  expect(inverse({ type: "floor.order", points: ["b", "a"] }, before, 0)).toEqual([
    { type: "floor.order", points: ["a", "b"] },
  ]);
});
