import { useEffect } from "preact/hooks";
import type { Room } from "../../meeting/room";
import type { RoomView } from "../room/view";

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowLeft: -1,
  ArrowDown: 1,
  ArrowRight: 1,
};

/**
 * A remote control has arrows and OK: the arrows go from one button on the screen to the next. Where there is a
 * keyboard, M and G are the microphone and the hand, as in the room.
 */
export function useRemote(room: Room, view: RoomView): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step !== undefined && move(step)) event.preventDefault();
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const key = event.key.toUpperCase();
      if (key === "G") room.toggleHand();
      if (key === "M" && room.part.mic.peek()?.may_open !== false) void room.toggleMicrophone();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [room, view]);
}

/** Moves the focus; says whether there was anything to move to. */
function move(step: number): boolean {
  const scope = document.querySelector("dialog[open]") ?? document;
  const all = [...scope.querySelectorAll<HTMLElement>("button:not([aria-disabled=true])")];
  if (all.length === 0) return false;
  const at = all.findIndex((it) => it.matches(":focus"));
  const next = at < 0 ? 0 : (at + step + all.length) % all.length;
  all[next]?.focus();
  return true;
}
