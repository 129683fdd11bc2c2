import { inTab } from "../stored";

/** With what a person goes into the room; kept in the tab for a reload. */
export interface Intent {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Of each meeting its own: a screen that goes from one into the next follows the plan of each. */
const stored = (meeting: string) => inTab(`intent.${meeting}`);

export function keepIntent(meeting: string, { microphone, camera }: Intent): void {
  stored(meeting).set(`${microphone ? "microphone" : ""} ${camera ? "camera" : ""}`);
}

/** What was chosen in this meeting; null where nobody has been asked yet. */
export function keptIntent(meeting: string): Intent | null {
  const words = stored(meeting).get()?.split(" ");
  if (!words) return null;
  return { microphone: words.includes("microphone"), camera: words.includes("camera") };
}
