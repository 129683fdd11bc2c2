import { words } from "../../i18n/console";
import { shortcuts } from "../../settings";
import { LangChoice, Toggle } from "../../ui/choices";
import { Dialog } from "../../ui/dialog";
import { Key } from "./act";
import { HOTKEYS, LIST_KEYS } from "./keys";
import type { ConsoleView } from "./view";

/** Every key of the console, and whether those of a single letter are to be taken (WCAG 2.2, 2.1.4). */
export function Help({ view }: { view: ConsoleView }) {
  const t = words.value.help;
  return (
    <Dialog
      title={t.title}
      kind="wide"
      testId="help-dialog"
      onClose={() => {
        view.dialog.value = null;
      }}
    >
      <ul class="keys">
        {[...HOTKEYS, ...LIST_KEYS].map(({ key, name }) => (
          <li key={key} class="key">
            <Key>{key}</Key>
            <span class="hidden">{key}: </span>
            {name(words.value)}
          </li>
        ))}
      </ul>
      <Toggle
        label={t.use}
        on={shortcuts.value === "on"}
        testId="use-keys"
        onChange={(on) => {
          shortcuts.value = on ? "on" : "off";
        }}
      />
      <LangChoice />
    </Dialog>
  );
}
