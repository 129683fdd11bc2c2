import { effect, signal } from "@preact/signals";
import { theme } from "./settings";

/** Unless the person says otherwise, rooms are dark, administration is light, and other pages follow the computer. */
export const inRoom = signal(false);
export const inAdministration = signal(false);

export function followTheme(): void {
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const systemIsDark = signal(prefersDark.matches);
  prefersDark.addEventListener("change", () => {
    systemIsDark.value = prefersDark.matches;
  });
  effect(() => {
    const dark = inRoom.value || (systemIsDark.value && !inAdministration.value);
    const automatic = dark ? "dark" : "light";
    document.documentElement.dataset.theme = theme.value === "auto" ? automatic : theme.value;
  });
}
