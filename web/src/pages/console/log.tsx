import { useEffect, useRef } from "preact/hooks";
import { clock } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { CourseLine } from "../../protocol";
import { lang } from "../../settings";
import { Loading } from "../../ui/status";
import { ActButton, Refusal } from "./act";

/** The meeting as it goes, in sentences; the newest at the bottom. */
export function Log({ desk }: { desk: Desk }) {
  const t = words.value.log;
  const lines = useRef<HTMLDivElement>(null);
  const known = desk.past.value;
  const past = known ?? [];
  const seen = new Set(past.map(({ seq }) => seq));
  const later = desk.entries.value.map(({ line }) => line).filter(({ seq }) => !seen.has(seq));
  const shown = [...past, ...later];
  const newest = shown.at(-1)?.seq;
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
        <Undo desk={desk} />
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
        {newest === undefined && (known === null ? <Loading /> : <p class="empty">{t.empty}</p>)}
        {shown.map((line) => (
          <Line key={line.seq} line={line} />
        ))}
      </div>
      <Refusal desk={desk} places={["undo"]} />
    </section>
  );
}

/** Beside what was done last; it comes and goes, and nothing that is worked with moves. */
function Undo({ desk }: { desk: Desk }) {
  const t = words.value;
  const undo = desk.undoable.value;
  if (undo === null) return null;
  return (
    <ActButton
      desk={desk}
      place="undo"
      kind="quiet"
      hotkey="Z"
      testId="undo"
      onAct={() => desk.undo()}
    >
      {t.undo}: {t.undoOf[undo.act.type] ?? ""}
    </ActButton>
  );
}

/** A line as it is read; who did it is not named twice. */
function Line({ line: { at, who, text, text_en } }: { line: CourseLine }) {
  const said = lang.value === "vi" ? text : text_en;
  return (
    <p class="log-line">
      <time dateTime={at}>{clock(at)}</time> {said.startsWith(who) ? said : `${who}: ${said}`}
    </p>
  );
}
