import { describe, expect, it } from "vitest";
import CASES from "../../../tests/video/boxes.json";
import type { Box } from "../protocol";
import { areaOf, flawOf, moved, placeFor, sized } from "./boxes";

const AREA = areaOf(true);

describe("a drawn layout", () => {
  it.each(CASES)("is judged as by the server: $boxes", ({ boxes, header, flaw }) => {
    const drawn = boxes.map(([x, y, w, h, part, over]) => ({ x, y, w, h, part, over }) as Box);
    expect(flawOf(drawn, header)).toBe(flaw && `scene_${flaw === "count" ? "boxes" : flaw}`);
  });
});

describe("a box that is dragged", () => {
  const box: Box = { x: 50, y: 40, w: 32, h: 18 };
  const other: Box = { x: 6, y: 8, w: 64, h: 36, part: "main" };

  it("goes where it is put", () => {
    expect(moved(box, 100.4, 53.6, [other], AREA)).toMatchObject({ x: 100, y: 54 });
  });

  it("is drawn to the edges of others", () => {
    expect(moved(box, 71.6, 9.4, [other], AREA)).toMatchObject({ x: 70, y: 8 });
    expect(moved(box, 70, 27.5, [other], AREA)).toMatchObject({ y: 26 });
  });

  it("stays within what every set shows", () => {
    expect(moved(box, -20, 200, [], AREA)).toMatchObject({ x: 6, y: 87 - 18 });
  });

  it("keeps the shape of a picture, and the room there is", () => {
    expect(sized(box, 48, AREA)).toMatchObject({ w: 48, h: 27 });
    expect(sized(box, 2, AREA)).toMatchObject({ w: 16, h: 9 });
    const largest = sized(box, 500, AREA);
    expect(largest.y + largest.h).toBeLessThanOrEqual(AREA.bottom);
  });
});

describe("a box that is sized", () => {
  const other: Box = { x: 6, y: 8, w: 64, h: 36, part: "main" };

  it("is drawn to the edges of others, across and down", () => {
    const below: Box = { x: 6, y: 46, w: 32, h: 18 };
    expect(sized(below, 62.4, AREA, [other])).toMatchObject({ w: 64, h: 36 });
    const beside: Box = { x: 72, y: 8, w: 32, h: 18 };
    expect(sized(beside, 65.1, AREA, [other])).toMatchObject({ w: 64, h: 36 });
  });

  it("is left alone where none is near", () => {
    expect(sized({ x: 6, y: 46, w: 32, h: 18 }, 50.3, AREA, [other])).toMatchObject({ w: 50 });
  });
});

describe("a further box", () => {
  it("has room beside the others until the canvas is full", () => {
    const boxes: Box[] = [];
    for (let box = placeFor(boxes, AREA); box !== null; box = placeFor(boxes, AREA)) {
      boxes.push(box);
      if (boxes.length <= 25) expect(flawOf(boxes, true)).toBeNull();
    }
    expect(boxes.length).toBeGreaterThan(4);
  });
});
