import { useEffect } from "preact/hooks";
import type { ConsoleTexts } from "../../i18n/console";
import { sceneWords } from "../../i18n/console/scenes";
import { shortcuts } from "../../settings";
import { nameOf } from "./key-name";
import { PANELS } from "./panels";
import { type ConsoleView, PRESET_KEYS } from "./view";

/** A key of the console. `key` is as `aria-keyshortcuts` writes it. */
interface Hotkey {
  readonly key: string;
  readonly name: (t: ConsoleTexts) => string;
  readonly press: (view: ConsoleView) => void;
}

export const HOTKEYS: readonly Hotkey[] = [
  {
    key: "/",
    name: (t) => t.help.search,
    press: () => document.getElementById("find-point")?.focus(),
  },
  { key: "N", name: (t) => t.help.next, press: (view) => view.prepareFirst() },
  {
    key: "P",
    name: (t) => t.help.prepare,
    press: (view) => view.prepare(view.chosenPoint.peek()),
  },
  { key: "Enter", name: (t) => t.help.call, press: (view) => view.take() },
  { key: "Shift+Enter", name: (t) => t.help.beside, press: (view) => view.call(true) },
  { key: "Space", name: (t) => t.help.pause, press: (view) => view.pause() },
  { key: "S", name: (t) => t.help.stop, press: (view) => view.stop() },
  { key: "L", name: (t) => t.help.limit, press: (view) => view.nextLimit() },
  { key: "M", name: (t) => t.help.mute, press: (view) => view.muteChosen() },
  { key: "Shift+M", name: (t) => t.help.muteAll, press: (view) => view.muteAll() },
  { key: "R", name: (t) => t.talk.key, press: (view) => view.toggleTalk() },
  { key: "K", name: (t) => t.lockMics, press: (view) => view.lockMics() },
  { key: "V", name: (t) => t.help.takeScene, press: (view) => view.takeComposed() },
  { key: ",", name: () => sceneWords.value.pageBack, press: (view) => view.turnPage(-1) },
  { key: ".", name: () => sceneWords.value.pageOn, press: (view) => view.turnPage(1) },
  { key: "Z", name: (t) => t.help.undo, press: (view) => view.desk.undo() },
  ...PANELS.map(
    ({ tab, key }): Hotkey => ({
      key,
      name: (t) => `${t.help.tab} ${t.tabs[tab]}`,
      press: (view) => {
        view.tab.value = tab;
      },
    }),
  ),
  {
    key: "?",
    name: (t) => t.help.help,
    press: (view) => {
      view.dialog.value = "help";
    },
  },
];

/** Takes the focus off a field or a button: Enter and the space bar are the floor's again. */
export function backToDesk(): void {
  document.getElementById("main")?.focus();
}

/** Scenes have the digits, which a list with the focus takes first. */
const DIGITS: readonly Hotkey[] = PRESET_KEYS.flatMap((key) => [
  {
    key: String(key),
    name: (t: ConsoleTexts) => t.help.presets,
    press: (view: ConsoleView) => view.applyPreset(key),
  },
  {
    key: `Shift+${key}`,
    name: () => sceneWords.value.composeKey,
    press: (view: ConsoleView) => view.compose(key),
  },
]);

/** The keys that are several, or belong to a list; told of in the help. */
export const LIST_KEYS: readonly Omit<Hotkey, "press">[] = [
  { key: "1–9", name: (t) => t.help.presets },
  { key: "Shift+1–9", name: () => sceneWords.value.composeKey },
  { key: "← →", name: (t) => t.help.fold },
  { key: "Alt+↑ ↓", name: (t) => t.help.order },
  { key: "PgUp PgDn Home End", name: () => sceneWords.value.jump },
  { key: "Delete", name: (t) => t.queue.reject },
  { key: "1–4", name: (t) => t.help.mark },
  { key: "Esc", name: (t) => t.help.back },
];

const TYPING = "input:not([type='checkbox']), textarea, select, [contenteditable]";
/** These have a use of their own for Enter and the space bar. */
const PRESSED = "button, a, summary, input";

export function useHotkeys(view: ConsoleView): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.repeat || event.isComposing || view.dialog.peek() !== null) return;
      if (event.key === "Escape") backToDesk();
      const name = nameOf(event);
      const hotkey = [...HOTKEYS, ...DIGITS].find(({ key }) => key === name);
      if (!hotkey || !(event.target instanceof Element)) return;
      // A dialog has keys of its own, and covers what these would change.
      if (event.target.closest("dialog") || event.target.closest(TYPING)) return;
      const isNamed = hotkey.key.length > 1 && !/\+[M1-9]$/.test(hotkey.key);
      if (isNamed && event.target.closest(PRESSED)) return;
      if (!isNamed && shortcuts.peek() === "off") return;
      event.preventDefault();
      hotkey.press(view);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [view]);
}
