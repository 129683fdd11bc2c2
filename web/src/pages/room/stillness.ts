import { useEffect, useState } from "preact/hooks";
import type { RoomView } from "./view";

const STILL_MS = 4_000;

/**
 * Whether nobody has touched anything for a while in full screen: then the bar goes away, as on a TV. It stays
 * while something is folded out or a button has been reached by keyboard.
 */
export function useStillness(view: RoomView): boolean {
  const [still, setStill] = useState(false);
  const watching = view.fullScreen.value && view.panel.value === null && view.dialog.value === null;
  useEffect(() => {
    setStill(false);
    if (!watching) return;
    let timer = 0;
    const moved = () => {
      setStill(false);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setStill(true), STILL_MS);
    };
    moved();
    const events = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
    for (const name of events) window.addEventListener(name, moved);
    return () => {
      window.clearTimeout(timer);
      for (const name of events) window.removeEventListener(name, moved);
    };
  }, [watching]);
  return still;
}
