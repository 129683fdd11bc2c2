import { keyOf } from "../route";
import { onComputer } from "../stored";

/** Kept on the point's own computer, so that its bookmark needs no fragment. */
const kept = onComputer("key");

/** The key of a point's permanent link; it leaves the address, which is shown on screens and kept in histories. */
export function takeKey(): string {
  const given = keyOf(location.hash);
  if (given) {
    kept.set(given);
    history.replaceState(null, "", location.pathname);
  }
  return given ?? kept.get() ?? "";
}
