import { expect, it } from "vitest";
import type { Scene, ViewTold } from "../protocol";
import { isSameScene, viewFor } from "./views";

const GRID: Scene = { layout: "grid" };
const SIDE: Scene = { layout: "side", main: ["a"] };

function shown(view: number, scene: Scene, ...points: string[]): ViewTold {
  return { view, scene, points, state: "shown" };
}

it("what is left out of a scene is what it stands for", () => {
  expect(isSameScene({}, { layout: "auto", fade: true, boxes: [], ticker: "" })).toBe(true);
  expect(isSameScene({ ticker: "x", layout: "grid" }, { layout: "grid", ticker: "x" })).toBe(true);
  expect(isSameScene({}, { even: true })).toBe(false);
  expect(isSameScene({}, { dwell_s: 0 })).toBe(false);
  expect(isSameScene({}, undefined)).toBe(false);
  const box = { x: 6, y: 8, w: 16, h: 9 };
  const drawn: Scene = { layout: "custom", boxes: [{ part: "seat", ...box }] };
  expect(isSameScene(drawn, { layout: "custom", boxes: [{ ...box, over: false }] })).toBe(true);
});

it("who sees a scene already goes on seeing it", () => {
  expect(viewFor([shown(2, GRID, "a")], GRID, ["b", "a"])).toEqual({
    view: 2,
    scene: GRID,
    points: ["a", "b"],
  });
});

it("another scene has the first number that is free once its points have gone over", () => {
  const views = [shown(0, GRID, "l"), shown(1, SIDE, "a"), shown(2, SIDE, "b", "c")];
  expect(viewFor(views, { layout: "full" }, ["b"])?.view).toBe(3);
  expect(viewFor(views, { layout: "full" }, ["a"])?.view).toBe(1);
  expect(viewFor(views, GRID, ["l"])?.view).toBe(3);
});

it("there are four numbers", () => {
  const scenes: Scene[] = ["a", "b", "c", "d"].map((ticker) => ({ ticker }));
  const views = scenes.map((scene, at) => shown(at + 1, scene, `p${at}`, `q${at}`));
  expect(viewFor(views, GRID, ["p0"])).toBe(null);
  expect(viewFor(views, GRID, ["p2", "q2"])?.view).toBe(3);
});
