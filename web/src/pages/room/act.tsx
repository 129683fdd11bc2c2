import type { ComponentChildren } from "preact";

interface ActProps {
  icon: ComponentChildren;
  label: string;
  testId: string;
  id?: string;
  onClick: () => void;
  /** For switches: how it is, as a word below the name. */
  state?: string;
  pressed?: boolean;
  busy?: boolean;
  expands?: boolean;
  kind?: string;
  children?: ComponentChildren;
}

/** A button of the bar: a picture, its name, and how it is in a word. */
export function Act({
  icon,
  label,
  testId,
  id,
  onClick,
  state,
  pressed,
  busy,
  expands,
  kind,
  children,
}: ActProps) {
  return (
    <button
      type="button"
      id={id}
      class={`act ${kind ?? ""}`}
      aria-pressed={pressed}
      aria-busy={busy}
      aria-expanded={expands}
      data-testid={testId}
      onClick={onClick}
    >
      {icon}
      <span class="act-label">{label}</span>
      {state !== undefined && <span class="act-state">{state}</span>}
      {children}
    </button>
  );
}
