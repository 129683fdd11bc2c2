import { useEffect, useState } from "preact/hooks";

const TICK_MS = 250;

/** Has its component drawn again four times a second while `on`, so that no second of a clock is skipped. */
export function useTicking(on: boolean): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!on) return;
    const timer = window.setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => window.clearInterval(timer);
  }, [on]);
}
