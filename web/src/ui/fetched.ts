import { useCallback, useEffect, useState } from "preact/hooks";
import { isPassing, phoneOf, type Why, whyOf } from "../api";

/** Something that a page fetches: not here yet, here, or refused. */
type Fetched<T> =
  | { readonly state: "loading" }
  | { readonly state: "here"; readonly value: T }
  | { readonly state: "failed"; readonly why: Why; readonly phone: string };

const AGAIN_MS = 3_000;

/**
 * Fetches when the page opens and whenever one of `inputs` changes; the second result fetches again. What is
 * shown stays while the next answer is on its way. What passes is tried again by itself, at once by a browser that
 * comes back on line.
 */
export function useFetched<T>(
  get: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): readonly [Fetched<T>, () => void] {
  const [fetched, setFetched] = useState<Fetched<T>>({ state: "loading" });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    get(signal).then(
      (value) => signal.aborted || setFetched({ state: "here", value }),
      (error) =>
        signal.aborted ||
        setFetched((before) =>
          before.state === "here"
            ? before
            : { state: "failed", why: whyOf(error), phone: phoneOf(error) },
        ),
    );
    window.addEventListener("online", again, { signal });
    return () => leaving.abort();
  }, [...inputs, round]);
  useEffect(() => {
    if (fetched.state !== "failed" || !isPassing(fetched.why)) return;
    const timer = window.setTimeout(again, AGAIN_MS);
    return () => window.clearTimeout(timer);
  }, [fetched]);
  return [fetched, again];
}
