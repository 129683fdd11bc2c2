import { useEffect, useState } from "preact/hooks";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import { useTicking } from "../../ui/ticking";

/** A loss that is over before anybody has read the sentence is not told. */
const TOLD_MS = 1_000;

/** Over all else while the server cannot be heard: nothing here is news any more, and no key does anything. */
export function Lost({ desk }: { desk: Desk }) {
  const t = words.value.connection;
  const isLost = desk.state.value !== null && desk.link.value !== "open";
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => setSince(isLost ? performance.now() : null), [isLost]);
  useTicking(isLost);
  const lasted = since === null ? 0 : performance.now() - since;
  if (!isLost || lasted < TOLD_MS) return null;
  return (
    <section class="talk-bar lost-bar" role="alert" data-testid="lost">
      <strong>{t.waiting}</strong>
      <span>{t.stale}</span>
      <span class="count" aria-hidden="true">
        {t.lasts(Math.floor(lasted / 1_000))}
      </span>
    </section>
  );
}
