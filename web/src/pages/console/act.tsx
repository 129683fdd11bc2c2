import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { texts } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { Standing, Why } from "../../meeting/ledger";
import { lang } from "../../settings";

interface ActButtonProps {
  desk: Desk;
  /** Where in the console this is: what becomes of the act is told by this name. */
  place: string;
  onAct: () => void;
  children: ComponentChildren;
  /** Says more than the words on the button, and begins with them. */
  label?: string;
  /** Explains the words on the button. */
  title?: string;
  /** The key that does the same. */
  hotkey?: string;
  kind?: string;
  pressed?: boolean;
  disabled?: boolean;
  testId: string;
}

/** A button that leads the meeting: busy while the act is under way, explained where it may not be. */
export function ActButton(props: ActButtonProps) {
  const { desk, place, onAct, label, title, hotkey, kind = "", pressed, disabled = false } = props;
  const going = desk.ledger.value.get(place)?.state === "going";
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-label={label}
      title={title}
      aria-busy={going}
      aria-pressed={pressed}
      aria-keyshortcuts={hotkey}
      disabled={disabled}
      data-testid={props.testId}
      onClick={() => desk.isGoing(place) || onAct()}
    >
      {props.children}
      {hotkey && <Key>{hotkey}</Key>}
    </button>
  );
}

/** A key's mark; the button itself tells it to those who cannot see. */
export function Key({ children }: { children: string }) {
  const text = children
    .replace("Shift+", "⇧")
    .replace("Enter", "↵")
    .replace("Space", words.value.spaceKey);
  return (
    <span class="keycap" aria-hidden="true">
      {text}
    </span>
  );
}

/**
 * Why the last act here was refused, or that it is under way still, beside its control. Read out by the console's
 * one live region.
 */
export function Refusal({ desk, places }: { desk: Desk; places: readonly string[] }) {
  const ledger = desk.ledger.value;
  const refusals = places.flatMap((place) => {
    const it = ledger.get(place);
    return it?.state === "refused" ? [it] : [];
  });
  const latest = refusals.sort((a, b) => b.since - a.since)[0];
  if (places.some((place) => isAskedAgain(ledger.get(place)))) {
    return (
      <p class="refusal" data-testid="act-going">
        {words.value.going}
      </p>
    );
  }
  if (latest === undefined) return null;
  return (
    <p class="refusal" data-testid="act-refused">
      {sentence(latest.why)}
    </p>
  );
}

export function isAskedAgain(it: Standing | undefined): boolean {
  return it?.state === "going" && it.again === true;
}

export function sentence(why: Why): string {
  if (typeof why === "string") return words.value[why];
  if (!("message_vi" in why)) return texts.value.refusal[why.code];
  return lang.value === "vi" ? why.message_vi : why.message_en;
}

interface PickProps<T extends string> {
  label: string;
  names: Readonly<Record<T, string>>;
  order: readonly T[];
  value: T;
  onPick: (value: T) => void;
  testId: string;
}

/** One of a few, in the browser's own list, which takes little room. */
export function Pick<T extends string>(props: PickProps<T>) {
  const { label, names, order, value, onPick, testId } = props;
  const id = useId();
  return (
    <label class="pick" for={id}>
      <span>{label}</span>
      <select
        id={id}
        value={value}
        data-testid={testId}
        onChange={(event) => {
          const { value: picked } = event.currentTarget;
          const found = order.find((one) => one === picked);
          if (found !== undefined) onPick(found);
          // What is shown is what is so; the server says when that changes.
          event.currentTarget.value = value;
        }}
      >
        {order.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
