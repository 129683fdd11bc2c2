import { BOX_DEFAULTS, SCENE_DEFAULTS, type Scene, type View, type ViewTold } from "../protocol";

/** As many scenes beside the one on air as there are numbers for. */
const NUMBERS = [1, 2, 3, 4] as const;

/**
 * The view that shows a scene to some points: who sees it already goes on seeing it, and a view whose
 * points are all among these gives its number. Null where all numbers are taken.
 */
export function viewFor(
  views: readonly ViewTold[],
  scene: Scene,
  points: readonly string[],
): View | null {
  const same = views.find((one) => one.view !== 0 && isSameScene(one.scene, scene));
  if (same) return { view: same.view, scene, points: [...new Set([...same.points, ...points])] };
  const stay = views.filter((one) => one.points.some((point) => !points.includes(point)));
  const number = NUMBERS.find((one) => stay.every(({ view }) => view !== one));
  return number === undefined ? null : { view: number, scene, points: [...points] };
}

/** Whether two scenes are one, whichever of their fields are left out. */
export function isSameScene(one: Scene, other: Scene | undefined): boolean {
  return other !== undefined && JSON.stringify(whole(one)) === JSON.stringify(whole(other));
}

/** A scene with all its fields, in one order. */
export function whole(scene: Scene) {
  const boxes = (scene.boxes ?? []).map(({ x, y, w, h, ...rest }) => ({
    ...{ x, y, w, h, ...BOX_DEFAULTS },
    ...rest,
  }));
  return { ...SCENE_DEFAULTS, dwell_s: null, ...scene, boxes };
}
