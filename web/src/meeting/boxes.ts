import type { Box, Code } from "../protocol";

/** A drawn layout's canvas, in units; `mcu/scene.py` has the same rules, and the last word. */
export const ACROSS = 160;
export const DOWN = 90;
export const MOST_BOXES = 25;

const LEAST = { w: 16, h: 9 };
const SIDE = 6;
const TOP = 3;
const TOP_BELOW_HEADER = 8;
const BOTTOM = 87;
/** Edges that are this close become one. */
const SNAP = 2;

/** The part of the canvas that every TV set shows. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function areaOf(header: boolean): Area {
  const top = header ? TOP_BELOW_HEADER : TOP;
  return { left: SIDE, top, right: ACROSS - SIDE, bottom: BOTTOM };
}

/** What the server would say against a drawn layout; null where it takes it. */
export function flawOf(boxes: readonly Box[], header: boolean): Code | null {
  const contents = boxes.filter(({ part }) => part === "content").length;
  const tooMany = boxes.length > MOST_BOXES || contents > 1;
  if (tooMany || contents === boxes.length) return "scene_boxes";
  if (boxes.some(({ w, h }) => w < LEAST.w || h < LEAST.h)) return "scene_small";
  const area = areaOf(header);
  if (boxes.some((box) => !isWhole(box) && !isWithin(box, area))) return "scene_outside";
  const overlaps = boxes.some(
    (box, at) => box.over !== true && boxes.slice(0, at).some((below) => meets(below, box)),
  );
  return overlaps ? "scene_overlap" : null;
}

export function isWhole({ x, y, w, h }: Box): boolean {
  return x === 0 && y === 0 && w === ACROSS && h === DOWN;
}

function isWithin({ x, y, w, h }: Box, { left, top, right, bottom }: Area): boolean {
  return x >= left && y >= top && x + w <= right && y + h <= bottom;
}

function meets(one: Box, other: Box): boolean {
  const across = one.x < other.x + other.w && other.x < one.x + one.w;
  return across && one.y < other.y + other.h && other.y < one.y + one.h;
}

/** A box put elsewhere: inside the area, and its edges on those of the others that are near. */
export function moved(box: Box, x: number, y: number, others: readonly Box[], area: Area): Box {
  return {
    ...box,
    x: within(snapped(x, box.w, others.flatMap(across), area.left, area.right), box.w, area, "x"),
    y: within(snapped(y, box.h, others.flatMap(down), area.top, area.bottom), box.h, area, "y"),
  };
}

/** A box a few units further: a step by a key is not drawn to edges that are near. */
export function stepped(box: Box, right: number, down: number, area: Area): Box {
  return {
    ...box,
    x: within(box.x + right, box.w, area, "x"),
    y: within(box.y + down, box.h, area, "y"),
  };
}

/**
 * A box made so wide, as high as a picture of 16:9 is then, and as large as there is room; its right
 * and lower edge on those of the others that are near.
 */
export function sized(box: Box, width: number, area: Area, others: readonly Box[] = []): Box {
  const room = Math.min(area.right - box.x, Math.floor(((area.bottom - box.y) * 16) / 9));
  const places = [
    ...others.flatMap(across).map((edge) => edge - box.x),
    ...others.flatMap(down).map((edge) => ((edge - box.y) * 16) / 9),
  ];
  const w = Math.max(LEAST.w, Math.min(Math.round(nearest(width, places)), room));
  return { ...box, w, h: Math.max(LEAST.h, Math.round((w * 9) / 16)) };
}

/** Where one more box has room, as large as may be; null where there is none. */
export function placeFor(boxes: readonly Box[], area: Area): Box | null {
  for (const w of [64, 48, 32, 24, LEAST.w]) {
    const h = Math.round((w * 9) / 16);
    for (let y = area.top; y + h <= area.bottom; y++) {
      for (let x = area.left; x + w <= area.right; x++) {
        const box = { x, y, w, h };
        if (!boxes.some((other) => meets(other, box))) return box;
      }
    }
  }
  return null;
}

function across({ x, w }: Box): number[] {
  return [x, x + w];
}

function down({ y, h }: Box): number[] {
  return [y, y + h];
}

/** The place nearest to `at` from which one edge of so long a side lies on one of `edges`. */
function snapped(at: number, length: number, edges: number[], first: number, last: number): number {
  const places = [...edges, first, last].flatMap((edge) => [edge, edge - length]);
  return Math.round(nearest(at, places));
}

/** The nearest of these places, or the one itself where none is near. */
function nearest(at: number, places: readonly number[]): number {
  const near = places.filter((place) => Math.abs(place - at) <= SNAP);
  near.sort((a, b) => Math.abs(a - at) - Math.abs(b - at));
  return near[0] ?? at;
}

function within(at: number, length: number, area: Area, axis: "x" | "y"): number {
  const [first, last] = axis === "x" ? [area.left, area.right] : [area.top, area.bottom];
  return Math.max(first, Math.min(at, last - length));
}
