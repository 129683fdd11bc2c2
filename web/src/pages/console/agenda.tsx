import { words } from "../../i18n/console";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";

/** What the meeting is about, and where it is. */
export function Agenda({ view }: { view: ConsoleView }) {
  const t = words.value.agenda;
  const { desk } = view;
  const agenda = desk.agenda.value;
  const items = agenda?.items ?? [];
  if (items.length === 0) return <p class="empty">{t.empty}</p>;
  const at = items.findIndex(({ id }) => id === agenda?.current);
  const next = items[at + 1];
  const go = (item: string | null) => desk.act("agenda", { type: "agenda.go", item });
  return (
    <div class="work-part">
      <div class="work-acts">
        <ActButton
          desk={desk}
          place="agenda"
          kind="primary"
          disabled={next === undefined}
          testId="agenda-next"
          onAct={() => next && go(next.id)}
        >
          {t.next}
        </ActButton>
        {at >= 0 && (
          <ActButton desk={desk} place="agenda" testId="agenda-leave" onAct={() => go(null)}>
            {t.leave}
          </ActButton>
        )}
        <Refusal desk={desk} places={["agenda"]} />
      </div>
      <ol class="agenda" data-testid="agenda">
        {items.map(({ id, title, minutes, speaker }, index) => (
          <li key={id} class="agenda-item" aria-current={index === at ? "step" : undefined}>
            <span class="agenda-place">{index + 1}</span>
            <span class="agenda-text">
              <span>{title}</span>
              <span class="faint">
                {[speaker, minutes == null ? "" : t.minutes(minutes)].filter(Boolean).join(" · ")}
              </span>
            </span>
            {index === at ? (
              <span class="tag next">{t.current}</span>
            ) : (
              <ActButton
                desk={desk}
                place="agenda"
                kind="quiet"
                label={t.goNamed(title)}
                testId={`go-${id}`}
                onAct={() => go(id)}
              >
                {t.go}
              </ActButton>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
