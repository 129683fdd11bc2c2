import type { Box, BoxPart, Layout, Scene } from "../protocol";
import { ACROSS, DOWN } from "./boxes";

/** A rectangle of a layout's small drawing, on the canvas of 160 × 90 units. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly part: BoxPart;
}

const GAP = 4;
const EDGE = 6;

/** A layout as one draws it on paper: enough to know it by, not to scale. */
export function diagramOf(scene: Scene): readonly Drawn[] {
  const layout = scene.layout ?? "auto";
  if (layout === "custom") return (scene.boxes ?? []).map(ofBox);
  return LAYOUTS[layout]();
}

function ofBox({ x, y, w, h, part = "seat" }: Box): Drawn {
  return { x, y, w, h, part };
}

const LAYOUTS: Readonly<Record<Exclude<Layout, "custom">, () => readonly Drawn[]>> = {
  auto: () => [large(0, 0.74), ...column(5)],
  grid: () => rows(3, 3),
  side: () => [large(0, 0.74), ...column(5)],
  bottom: () => [box(20, EDGE, 120, 58, "main"), ...row(5)],
  two: () => rows(2, 1, "main"),
  three: () => [large(0, 0.36), large(0.38, 0.36), box(45, 50, 40, 32, "main"), ...column(5)],
  lecture: () => [box(24, 12, 112, 66, "main")],
  full: () => [box(0, 0, ACROSS, DOWN, "main")],
  pip: () => [box(0, 0, ACROSS, DOWN, "main"), box(112, 58, 40, 24, "seat")],
  content_speaker: () => [box(EDGE, EDGE, 112, 78, "content"), box(122, 33, 32, 22, "main")],
  content_strip: () => [box(EDGE, EDGE, 112, 78, "content"), ...column(5)],
};

function box(x: number, y: number, w: number, h: number, part: BoxPart): Drawn {
  return { x, y, w, h, part };
}

/** A large picture that begins and is as wide as so much of the canvas. */
function large(from: number, share: number): Drawn {
  const inner = ACROSS - 2 * EDGE;
  const height = share > 0.5 ? DOWN - 2 * EDGE : 40;
  return box(EDGE + from * inner, EDGE, share * inner - GAP, height, "main");
}

function column(count: number): readonly Drawn[] {
  const h = (DOWN - 2 * EDGE - (count - 1) * GAP) / count;
  return Array.from({ length: count }, (_, at) =>
    box(122, EDGE + at * (h + GAP), ACROSS - EDGE - 122, h, "seat"),
  );
}

function row(count: number): readonly Drawn[] {
  const w = (ACROSS - 2 * EDGE - (count - 1) * GAP) / count;
  return Array.from({ length: count }, (_, at) =>
    box(EDGE + at * (w + GAP), 69, w, DOWN - EDGE - 69, "seat"),
  );
}

function rows(columns: number, lines: number, part: BoxPart = "seat"): readonly Drawn[] {
  const w = (ACROSS - 2 * EDGE - (columns - 1) * GAP) / columns;
  const h = lines === 1 ? 48 : (DOWN - 2 * EDGE - (lines - 1) * GAP) / lines;
  const top = lines === 1 ? (DOWN - h) / 2 : EDGE;
  return Array.from({ length: columns * lines }, (_, at) =>
    box(EDGE + (at % columns) * (w + GAP), top + Math.floor(at / columns) * (h + GAP), w, h, part),
  );
}
