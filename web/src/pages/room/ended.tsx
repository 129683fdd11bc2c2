import { useEffect } from "preact/hooks";
import { texts } from "../../i18n";
import type { End, Room } from "../../meeting/room";
import { pathTo } from "../../route";
import { dismissAll } from "../../ui/notices";
import { Shell } from "../../ui/shell";

interface EndedProps {
  meeting: string;
  room: Room;
  end: End;
}

/** Ends after which the same link leads in again. */
const WAYS_BACK = ["left", "replaced", "removed", "meeting_locked"] as const;
type WayBack = (typeof WAYS_BACK)[number];

/** We are out: why, and the way back. */
export function Ended({ meeting, room, end }: EndedProps) {
  const t = texts.value;
  useEffect(dismissAll, []);
  const told = words(end);
  const way = WAYS_BACK.find((one) => one === end);
  const back: Readonly<Record<WayBack, string>> = {
    left: t.end.again,
    replaced: t.end.takeBack,
    removed: t.end.askAgain,
    meeting_locked: t.retry,
  };
  return (
    <Shell title={told.title}>
      <section class="card narrow" data-testid="end" data-end={end}>
        <h1>{told.title}</h1>
        <p role="status">{told.text}</p>
        <div class="actions">
          {way && (
            <button
              type="button"
              class="button primary"
              data-testid="again"
              onClick={() => room.start()}
            >
              {back[way]}
            </button>
          )}
          {!way && end !== "over" && (
            <a class="button primary" href={pathTo("join", meeting)}>
              {t.end.toJoin}
            </a>
          )}
          <a class="button" href={pathTo("recordings", meeting)}>
            {t.start.recordings}
          </a>
          <a class="button" href="/">
            {t.toStart}
          </a>
        </div>
      </section>
    </Shell>
  );
}

function words(end: End): { readonly title: string; readonly text: string } {
  const { end: t, refusal } = texts.value;
  switch (end) {
    case "left":
    case "over":
    case "replaced":
    case "removed":
      return { title: t.title[end], text: t[end] };
    case "meeting_locked":
      return { title: t.title.locked, text: refusal[end] };
    default:
      return { title: t.title.refused, text: refusal[end] };
  }
}
