import type { ComponentChildren } from "preact";
import { clock, day } from "../../i18n";
import { WarningIcon } from "../../ui/icon";
import { Emblem } from "../../ui/shell";
import { useTicking } from "../../ui/ticking";

interface StandbyProps {
  title: string;
  sentence: string;
  /** A word above the sentence: where we are. */
  state?: string;
  scene?: string;
  warns?: boolean;
  children?: ComponentChildren;
}

/** The screen while there is no picture: the meeting, the time, and what happens, readable from afar. */
export function Standby({ title, sentence, state, scene, warns, children }: StandbyProps) {
  useTicking(true);
  const now = new Date().toISOString();
  return (
    <main id="main" class="standby tv" data-testid="tv" data-scene={scene ?? "ended"} tabIndex={-1}>
      <Emblem />
      {title !== "" && <h1>{title}</h1>}
      <p class="standby-clock">
        <strong>{clock(now)}</strong>
        <span>{day(now)}</span>
      </p>
      {state !== undefined && <p class="standby-state">{state}</p>}
      <p class={`standby-sentence ${warns ? "warns" : ""}`} role="status">
        {warns && <WarningIcon />}
        <span>{sentence}</span>
      </p>
      {children}
    </main>
  );
}
