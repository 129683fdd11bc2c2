import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";

/** The agenda, and where the meeting is. */
export function Agenda({ room }: { room: Room }) {
  const t = texts.value.agenda;
  const agenda = room.state.value?.conduct.agenda;
  const items = agenda?.items ?? [];
  if (items.length === 0) return <p class="empty agenda">{t.none}</p>;
  return (
    <ol class="agenda" data-testid="agenda">
      {items.map((item, i) => {
        const isNow = item.id === agenda?.current;
        const about = [item.speaker ?? "", item.minutes ? t.minutes(item.minutes) : ""];
        return (
          <li key={item.id} class={isNow ? "now" : ""} aria-current={isNow ? "step" : undefined}>
            <span class="agenda-number">{i + 1}</span>
            <span class="agenda-text">
              {isNow && <small class="agenda-now">{t.now}</small>}
              <strong>{item.title}</strong>
              <span class="faint">{about.filter((it) => it !== "").join(" · ")}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
