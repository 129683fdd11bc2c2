import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../../i18n/console";
import type { Seat } from "../../protocol";
import { Picture } from "./picture";
import type { ConsoleView } from "./view";

/** A glance each; a point that is off screen is asked for two small pictures a second meanwhile. */
const STILL_MS = 4_000;

/** The wall of stills: who sits where, of all points that are in; only those in sight are asked for. */
export function Stills({ view }: { view: ConsoleView }) {
  const t = words.value.stills;
  const { desk } = view;
  const seats = desk.seats.value.filter(({ state }) => state === "present");
  return (
    <section class="stills" aria-label={t.title}>
      <div class="desk-title">
        <h2>{t.title}</h2>
        <span class="count">{seats.length}</span>
      </div>
      <ul class="stills-grid" data-testid="stills">
        {seats.map((seat) => (
          <Tile key={seat.point} view={view} seat={seat} />
        ))}
      </ul>
    </section>
  );
}

function Tile({ view, seat }: { view: ConsoleView; seat: Seat }) {
  const t = words.value;
  const { desk } = view;
  const [tile, isSeen] = useSeen();
  const { point, name } = seat;
  const isOnAir = view.onAir.value.some((turn) => turn.point === point);
  const isNext = view.ready.value === point;
  const state = isOnAir ? "on-air" : isNext ? "next" : "";
  const none = <span class="wall-still still-none">{t.stills.none}</span>;
  return (
    <li ref={tile} class={`still-tile ${state}`}>
      <button
        type="button"
        class="still-button"
        aria-pressed={view.chosen.value === point}
        data-testid={`still-${point}`}
        onClick={() => {
          view.chosen.value = point;
        }}
        onDblClick={() => view.prepare(point)}
      >
        {isSeen ? (
          <Picture
            load={(gone) => desk.pictures.live(point, gone)}
            of={point}
            every={STILL_MS}
            class="wall-still"
            alt=""
          >
            {none}
          </Picture>
        ) : (
          none
        )}
        <span class="still-name">
          {isOnAir && <span class="tag on-air">{t.points.onAir}</span>}
          {isNext && <span class="tag next">{t.points.next}</span>} {name}
        </span>
      </button>
    </li>
  );
}

/** Whether an element is in sight, or nearly so. */
function useSeen() {
  const element = useRef<HTMLLIElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setSeen(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: "60px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, isSeen] as const;
}
