import { words } from "../../i18n/console";
import { Pick } from "./act";

interface CheckProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  testId: string;
}

/** Yes or no, until the form is sent. */
export function Check({ label, on, onChange, testId }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={on}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface LineProps {
  label: string;
  value: string;
  /** Characters at most. */
  most: number;
  onInput: (typed: string) => void;
  kind?: string;
  testId: string;
}

/** A line of text, which says in itself what belongs into it. */
export function Line({ label, value, most, onInput, kind, testId }: LineProps) {
  return (
    <input
      type="text"
      class={kind}
      maxLength={most}
      aria-label={label}
      placeholder={label}
      value={value}
      data-testid={testId}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}

interface TimePickProps {
  label: string;
  /** Seconds to choose from; null is without an end, which is called `endless`. */
  times: readonly (number | null)[];
  endless?: string;
  value: number | null;
  onPick: (seconds: number | null) => void;
  testId: string;
}

/** How long something lasts. */
export function TimePick({ label, times, endless = "", value, onPick, testId }: TimePickProps) {
  const t = words.value.notices;
  const key = (seconds: number | null) => String(seconds);
  const name = (seconds: number | null) => (seconds === null ? endless : t.seconds(seconds));
  return (
    <Pick
      label={label}
      names={Object.fromEntries(times.map((one) => [key(one), name(one)]))}
      order={times.map(key)}
      value={key(value)}
      onPick={(picked) => onPick(times.find((one) => key(one) === picked) ?? null)}
      testId={testId}
    />
  );
}
