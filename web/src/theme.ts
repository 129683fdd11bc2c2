import { effect, signal } from "@preact/signals";
import { theme } from "./settings";

/** Rooms are dark unless the person says otherwise; other pages follow the computer. */
export const inRoom = signal(false);

export function followTheme(): void {
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const systemIsDark = signal(prefersDark.matches);
  prefersDark.addEventListener("change", () => {
    systemIsDark.value = prefersDark.matches;
  });
  effect(() => {
    const automatic = inRoom.value || systemIsDark.value ? "dark" : "light";
    document.documentElement.dataset.theme = theme.value === "auto" ? automatic : theme.value;
  });
}
