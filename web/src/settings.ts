import { effect, type Signal, signal } from "@preact/signals";
import type { Lang, PictureChoice } from "./protocol";
import { onComputer } from "./stored";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** A choice of the person at this computer, kept for the next visit. */
function setting<T extends string>(key: string, allowed: readonly T[], initial: T): Signal<T> {
  const stored = onComputer(key);
  const found = stored.get();
  const it = signal(allowed.find((value) => value === found) ?? initial);
  effect(() => stored.set(it.value));
  return it;
}

export const lang = setting<Lang>("lang", ["vi", "en"], "vi");
export const theme = setting<Theme>("theme", THEMES, "auto");
export const PICTURES = ["full", "saver", "sound"] as const satisfies readonly PictureChoice[];
/** How much of the mixed picture this computer's line is to carry. */
export const picture = setting<PictureChoice>("picture", PICTURES, "full");
/** Single-key shortcuts can be turned off (WCAG 2.2, 2.1.4). */
export const shortcuts = setting("shortcuts", ["on", "off"], "on");
/** A meeting room may have its microphone opened from the centre: nobody may be at the computer then. */
export const grant = setting("grant", ["off", "on"], "off");
