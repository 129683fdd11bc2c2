import { expect, it } from "vitest";
import type { Layout } from "../protocol";
import { ACROSS, DOWN } from "./boxes";
import { diagramOf } from "./diagram";

const LAYOUTS: readonly Layout[] = [
  "auto",
  "grid",
  "side",
  "bottom",
  "two",
  "three",
  "lecture",
  "full",
  "pip",
  "content_speaker",
  "content_strip",
];

it.each(LAYOUTS)("the drawing of %s lies on the canvas", (layout) => {
  const drawn = diagramOf({ layout });
  expect(drawn.length).toBeGreaterThan(0);
  for (const { x, y, w, h } of drawn) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(Math.min(w, h)).toBeGreaterThan(4);
    expect(x + w).toBeLessThanOrEqual(ACROSS);
    expect(y + h).toBeLessThanOrEqual(DOWN);
  }
});

it("draws two as large as they are seen, which is in 4:3", () => {
  const [one, other] = diagramOf({ layout: "two" });
  expect((one?.w ?? 0) / (one?.h ?? 1)).toBeCloseTo(4 / 3, 1);
  expect(other?.w).toBe(one?.w);
});

it("draws a layout of one's own as it is", () => {
  const boxes = [{ x: 6, y: 8, w: 32, h: 18, part: "main" as const }];
  expect(diagramOf({ layout: "custom", boxes })).toEqual(boxes);
});
