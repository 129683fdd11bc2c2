import { useEffect, useRef } from "preact/hooks";
import { clock } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { ServerEntryTold } from "../../protocol";

/** A chapter of the recording is a speaker or an item once more. */
const SILENT = "chapter";

/** The meeting as it goes, in sentences; the newest at the bottom. */
export function Log({ desk }: { desk: Desk }) {
  const t = words.value.log;
  const lines = useRef<HTMLDivElement>(null);
  const entries = desk.entries.value.filter(({ what }) => what !== SILENT);
  const past = desk.past.value;
  const known = new Set(past.map(({ seq }) => seq));
  const later = entries.filter(({ seq }) => !known.has(seq));
  const newest = later.at(-1)?.seq ?? past.at(-1)?.seq;
  const following = useRef(true);
  useEffect(() => {
    const it = lines.current;
    // Whoever reads further up is not torn away.
    if (it && following.current) it.scrollTop = it.scrollHeight;
  }, [newest]);
  return (
    <section class="desk-log" aria-label={t.title}>
      <div class="desk-title">
        <h2>{t.title}</h2>
      </div>
      <div
        ref={lines}
        class="log-lines"
        role="log"
        aria-live="off"
        aria-label={t.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a log can be scrolled, so it must be reachable by keyboard
        tabIndex={0}
        data-testid="log"
        onScroll={({ currentTarget: it }) => {
          following.current = it.scrollTop + it.clientHeight > it.scrollHeight - 8;
        }}
      >
        {newest === undefined && <p class="empty">{t.empty}</p>}
        {past.map(({ seq, at, who, text }) => (
          // The record is kept in Vietnamese, whatever the page's language.
          <p key={seq} class="log-line" lang="vi">
            <time dateTime={at}>{clock(at)}</time> {who}: {text}
          </p>
        ))}
        {later.map((entry) => (
          <p key={entry.seq} class="log-line">
            <time dateTime={entry.at}>{clock(entry.at)}</time> {told(desk, entry)}
          </p>
        ))}
      </div>
    </section>
  );
}

/** A line of the log as a sentence. */
function told(desk: Desk, { who, what, point, text, value }: ServerEntryTold): string {
  const say = words.value.log.lines[what];
  // A newer server may know more than this page.
  if (say === undefined) return `${who} · ${what}`;
  return say({ who, point: point === "" ? "" : desk.nameOf(point), text, value });
}
