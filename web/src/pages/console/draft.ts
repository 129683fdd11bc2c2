import { flawOf } from "../../meeting/boxes";
import { whole } from "../../meeting/views";
import type { Scene } from "../../protocol";

/** A scene that is not on air yet, and the key and name it was kept under. */
export interface Draft {
  readonly scene: Scene;
  readonly key: number;
  readonly name: string;
  /** Whose view it is: it is shown to them, and does not go on air. */
  readonly points?: readonly string[];
}

/** What is wrong with a scene, so that it cannot be shown. */
export function flawIn(scene: Scene) {
  const { layout, boxes, header } = whole(scene);
  return layout === "custom" ? flawOf(boxes, header) : null;
}

/** A draft as a tab has kept it; null where it has none that can be read. */
export function draftFrom(kept: string | null): Draft | null {
  try {
    const draft = JSON.parse(kept ?? "null");
    return typeof draft?.scene === "object" && draft.scene !== null ? draft : null;
  } catch {
    return null;
  }
}
