import { texts } from "../../i18n";
import { paperTexts } from "../../i18n/papers";
import type { Room } from "../../meeting/room";
import type { Paper } from "../../protocol";
import { keptToken } from "../../tokens";
import { PaperGroup, Papers, PapersHint, usePapers } from "../../ui/papers";

interface AgendaProps {
  room: Room;
  /** Shows a paper beside the picture. */
  read?: (paper: Paper) => void;
}

/** The agenda, where the meeting is, and the papers: those of the current item first. */
export function Agenda({ room, read }: AgendaProps) {
  const t = texts.value.agenda;
  const agenda = room.state.value?.conduct.agenda;
  const meeting = room.state.value?.meeting.id ?? "";
  const items = agenda?.items ?? [];
  const papers = usePapers(meeting, keptToken(meeting), items, agenda?.current ?? null);
  return (
    <>
      <PapersHint papers={papers} />
      <PaperGroup title={paperTexts.value.now} papers={papers.now} read={read} />
      {items.length === 0 && <p class="empty agenda">{t.none}</p>}
      {items.length > 0 && (
        <ol class="agenda" data-testid="agenda">
          {items.map((item, i) => {
            const isNow = item.id === agenda?.current;
            const about = [item.speaker ?? "", item.minutes ? t.minutes(item.minutes) : ""];
            return (
              <li
                key={item.id}
                class={isNow ? "now" : ""}
                aria-current={isNow ? "step" : undefined}
              >
                <span class="agenda-number">{i + 1}</span>
                <div class="agenda-text">
                  {isNow && <small class="agenda-now">{t.now}</small>}
                  <strong>{item.title}</strong>
                  <span class="faint">{about.filter((it) => it !== "").join(" · ")}</span>
                  <Papers papers={papers.of.get(item.id) ?? []} read={read} />
                </div>
              </li>
            );
          })}
        </ol>
      )}
      <PaperGroup title={paperTexts.value.common} papers={papers.common} read={read} />
    </>
  );
}
