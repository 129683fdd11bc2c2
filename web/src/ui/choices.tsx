import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { texts } from "../i18n";
import type { Lang } from "../protocol";
import { lang, THEMES, type Theme, theme } from "../settings";

interface ChoiceProps<T extends string> {
  label: string;
  names: Readonly<Record<T, string>>;
  order: readonly T[];
  value: Signal<T>;
  testId: string;
  /** What each choice means; they then stand below one another. */
  hints?: Readonly<Record<T, string>>;
  /** The label is said to those who cannot see the heading above it. */
  labelHidden?: boolean;
}

/** One of a few: radio buttons drawn as a row, or as a list where they need explaining. */
export function Choice<T extends string>({
  label,
  names,
  order,
  value,
  testId,
  hints,
  labelHidden = false,
}: ChoiceProps<T>) {
  const group = useId();
  return (
    <fieldset class="choice" data-testid={testId}>
      <legend class={labelHidden ? "hidden" : ""}>{label}</legend>
      <div class={hints ? "choice-list" : "choice-row"}>
        {order.map((it) => (
          <label key={it} class="choice-item">
            <input
              type="radio"
              name={group}
              value={it}
              checked={value.value === it}
              onChange={() => {
                value.value = it;
              }}
            />
            <span>
              {names[it]}
              {hints && <small>{hints[it]}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const LANGS: readonly Lang[] = ["vi", "en"];

export function LangChoice() {
  const t = texts.value;
  return (
    <Choice label={t.language} names={t.languages} order={LANGS} value={lang} testId="language" />
  );
}

export function ThemeChoice() {
  const t = texts.value;
  return (
    <Choice<Theme> label={t.theme} names={t.themes} order={THEMES} value={theme} testId="theme" />
  );
}

interface ToggleProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  testId: string;
}

/** A setting that is on or off. */
export function Toggle({ label, on, onChange, testId }: ToggleProps) {
  return (
    <label class="toggle">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="toggle-track" aria-hidden="true" />
      <span>{label}</span>
    </label>
  );
}
