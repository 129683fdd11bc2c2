import type { Box, BoxPart, Layout, Scene } from "../protocol";
import drawings from "./layouts.json";

/** A rectangle of a layout's small drawing, on the canvas of 160 × 90 units. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly part: BoxPart;
}

/** A layout as the server lays nine points out, in small. */
export function diagramOf(scene: Scene): readonly Drawn[] {
  const layout = scene.layout ?? "auto";
  if (layout === "custom") return (scene.boxes ?? []).map(ofBox);
  return LAYOUTS[layout];
}

function ofBox({ x, y, w, h, part = "seat" }: Box): Drawn {
  return { x, y, w, h, part };
}

const LAYOUTS = drawings as Readonly<Record<Exclude<Layout, "custom">, readonly Drawn[]>>;
