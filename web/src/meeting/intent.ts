import { inTab } from "../stored";

/** With what a person goes into the room; kept in the tab for a reload. */
export interface Intent {
  readonly microphone: boolean;
  readonly camera: boolean;
}

const stored = inTab("intent");

export function keepIntent({ microphone, camera }: Intent): void {
  stored.set(`${microphone ? "microphone" : ""} ${camera ? "camera" : ""}`);
}

/** Camera on and microphone off, where nothing was chosen: nobody is heard by surprise. */
export function keptIntent(): Intent {
  const words = stored.get()?.split(" ");
  if (!words) return { microphone: false, camera: true };
  return { microphone: words.includes("microphone"), camera: words.includes("camera") };
}
