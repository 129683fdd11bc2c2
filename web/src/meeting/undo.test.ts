import { expect, test } from "vitest";
import type { OnAir, Scene, ServerFloorTold, ViewTold } from "../protocol";
import { left, spoken } from "./clock";
import { type Conduct, UNTOLD } from "./conduct";
import { inverse, stands } from "./undo";

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

test("a scene is taken back, whether it was kept under a key or composed", () => {
  const back = [{ type: "scene.undo" }];
  expect(inverse({ type: "scene.take", scene: { layout: "full" } }, UNTOLD)).toEqual(back);
  expect(inverse({ type: "scene.apply", key: 4 }, UNTOLD)).toEqual(back);
});

test("a call is taken back by giving those who were on air their turns, or by a stop", () => {
  const before = floor({ on_air: [turn("a"), turn("b", { limit_s: null })], ready: "c" });
  expect(inverse({ type: "floor.call", point: "c" }, before)).toEqual([
    { type: "floor.restore", points: ["a", "b"], beside: false },
    { type: "floor.prepare", point: "c" },
  ]);
  expect(inverse({ type: "floor.call", point: "c", beside: true }, before)).toEqual([
    { type: "floor.stop", point: "c" },
    { type: "floor.prepare", point: "c" },
  ]);
  expect(inverse({ type: "floor.call", point: "d" }, floor())).toEqual([
    { type: "floor.stop", point: "d" },
  ]);
});

test("who had asked and was called by mistake asks again", () => {
  const queue = [{ point: "c", subject: "", at: "2026-11-21T08:00:00+07:00" }];
  expect(
    inverse({ type: "floor.call", point: "c" }, floor({ queue, on_air: [turn("a")] })),
  ).toEqual([{ type: "floor.restore", points: ["a"], beside: false, asked: ["c"] }]);
  expect(inverse({ type: "floor.call", point: "c" }, floor({ queue }))).toEqual([
    { type: "floor.stop", point: "c" },
    { type: "floor.restore", points: [], beside: true, asked: ["c"] },
  ]);
});

test("a stop is taken back by giving the turn back, beside who is still on air", () => {
  const before = floor({ on_air: [turn("a"), turn("b")] });
  expect(inverse({ type: "floor.stop", point: "b" }, before)).toEqual([
    { type: "floor.restore", points: ["b"], beside: true },
  ]);
  expect(inverse({ type: "floor.stop" }, before)).toEqual([
    { type: "floor.restore", points: ["a", "b"], beside: true },
  ]);
  expect(inverse({ type: "floor.stop" }, floor())).toEqual([]);
});

test("a mark is taken back to what it was, or to not yet", () => {
  const mark = { type: "roll.mark", point: "a", presence: "absent", reason: "Ốm" } as const;
  expect(inverse(mark, UNTOLD)).toEqual([
    { type: "roll.mark", point: "a", presence: "unknown", reason: "" },
  ]);
  const before = { point: "a", presence: "online", reason: "", heads: 12 } as const;
  expect(inverse(mark, { ...UNTOLD, marks: new Map([["a", before]]) })).toEqual([
    { type: "roll.mark", point: "a", presence: "online", reason: "", heads: 12 },
  ]);
});

test("what others have done by then, or what is theirs, is not taken back", () => {
  expect(inverse({ type: "mic.silence" }, UNTOLD)).toEqual([]);
  expect(inverse({ type: "lobby.admit" }, UNTOLD)).toEqual([]);
  expect(inverse({ type: "vote.close", vote: "v" }, UNTOLD)).toEqual([]);
  expect(inverse({ type: "notice.clear" }, UNTOLD)).toEqual([]);
});

test("locks go back, and the order of the queue", () => {
  expect(inverse({ type: "mic.lock", on: true }, UNTOLD)).toEqual([
    { type: "mic.lock", on: false },
  ]);
  const asked = (point: string) => ({ point, subject: "", at: "2026-11-21T08:00:00+07:00" });
  const before = floor({ queue: [asked("a"), asked("b")] });
  expect(inverse({ type: "floor.order", points: ["b", "a"] }, before)).toEqual([
    { type: "floor.order", points: ["a", "b"] },
  ]);
});

const grid = { key: 2, name: "Lưới", scene: { layout: "grid" } } as const;

function staged(scene: Scene, key: number | null = null): Conduct {
  return { ...UNTOLD, scene: { type: "scene", scene, key, undo: true, presets: [grid] } };
}

test("what is kept under a key comes back as it was, or the key is free again", () => {
  const other = { layout: "full" } as const;
  expect(inverse({ type: "preset.save", key: 2, name: "Khác", scene: other }, staged({}))).toEqual([
    { type: "preset.save", ...grid },
  ]);
  expect(inverse({ type: "preset.delete", key: 2 }, staged({}))).toEqual([
    { type: "preset.save", ...grid },
  ]);
  expect(inverse({ type: "preset.save", key: 9, name: "Mới", scene: other }, staged({}))).toEqual([
    { type: "preset.delete", key: 9 },
  ]);
});

test("points go back to the views that they had", () => {
  const views: ViewTold[] = [
    { view: 1, scene: { layout: "grid" }, points: ["a", "b"], state: "shown" },
    { view: 2, scene: { layout: "full" }, points: ["c"], state: "shown" },
    { view: 0, scene: {}, points: ["a"], state: "shown" },
  ];
  const before: Conduct = { ...UNTOLD, views };
  const again = (at: number) => {
    const { view, scene, points } = views[at] as ViewTold;
    return { type: "view.show", view: { view, scene, points } };
  };
  expect(inverse({ type: "view.end", view: 2 }, before)).toEqual([again(1)]);
  const taken = { view: 3, scene: {}, points: ["b"] };
  expect(inverse({ type: "view.show", view: taken }, before)).toEqual([
    { type: "view.end", view: 3 },
    again(0),
  ]);
  const changed = { view: 2, scene: { layout: "side" as const }, points: ["c"] };
  expect(inverse({ type: "view.show", view: changed }, before)).toEqual([again(1)]);
});

test("another operator's scene is not taken back in place of one's own", () => {
  const own = { type: "scene.take", scene: { layout: "full" } } as const;
  expect(stands(own, staged({ layout: "full", header: true }))).toBe(true);
  expect(stands(own, staged({ layout: "grid" }))).toBe(false);
  expect(stands(own, staged({ layout: "full" }, 8)), "taken anew by a key").toBe(false);
  expect(stands({ type: "scene.apply", key: 2 }, staged({ layout: "grid" }, 2))).toBe(true);
  expect(stands({ type: "scene.apply", key: 2 }, staged({ layout: "full" }, 8))).toBe(false);
  expect(stands({ type: "mic.lock", on: true }, UNTOLD)).toBe(true);
});
