import { expect, test } from "vitest";
import type { OnAir, ServerFloorTold } from "../protocol";
import { clockOf, placeOf } from "./floor";

const START = "2026-11-21T08:00:00.000+07:00";
const at = (seconds: number) => Date.parse(START) + seconds * 1_000;

function turn(more: Partial<OnAir> = {}): OnAir {
  return {
    point: "a",
    subject: "",
    since: START,
    limit_s: 180,
    held_ms: 0,
    paused: null,
    warned: false,
    over: false,
    ...more,
  };
}

const floor: ServerFloorTold = {
  type: "floor",
  queue: [
    { point: "b", subject: "", at: START },
    { point: "c", subject: "Ngân sách", at: START },
    { point: "d", subject: "", at: START },
  ],
  ready: "b",
  on_air: [turn()],
};

test("everybody has one place", () => {
  expect(placeOf(floor, "a")).toEqual({ kind: "onAir", turn: turn() });
  expect(placeOf(floor, "b")).toEqual({ kind: "next" });
  expect(placeOf(floor, "c")).toEqual({ kind: "queued", position: 2, subject: "Ngân sách" });
  expect(placeOf(floor, "d")).toEqual({ kind: "queued", position: 3, subject: "" });
  expect(placeOf(floor, "e")).toEqual({ kind: "away" });
  expect(placeOf(null, "a")).toEqual({ kind: "away" });
});

test("who may be called without asking is next without standing in the queue", () => {
  expect(placeOf({ ...floor, queue: [] }, "b")).toEqual({ kind: "next" });
});

test("the clock counts down and goes on below zero", () => {
  expect(clockOf(turn(), at(0))).toEqual({ spoken: 0, left: 180, state: "running" });
  expect(clockOf(turn({ warned: true }), at(150))).toMatchObject({ left: 30, state: "warned" });
  const over = clockOf(turn({ warned: true, over: true }), at(195));
  expect(over).toEqual({ spoken: 195, left: -15, state: "over" });
});

test("without a limit only the time that was spoken counts", () => {
  expect(clockOf(turn({ limit_s: null }), at(61.7))).toMatchObject({ spoken: 61, left: null });
});

test("a clock that is paused stands still, and what was held is not counted", () => {
  const paused = turn({ paused: "2026-11-21T08:01:00.000+07:00", held_ms: 10_000 });
  const expected = { spoken: 50, left: 130, state: "paused" };
  expect(clockOf(paused, at(70))).toEqual(expected);
  expect(clockOf(paused, at(700))).toEqual(expected);
});

test("a computer whose clock is behind shows a turn that has just begun", () => {
  expect(clockOf(turn(), at(-2))).toMatchObject({ spoken: 0, left: 180 });
});
