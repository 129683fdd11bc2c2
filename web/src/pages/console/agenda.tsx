import { useState } from "preact/hooks";
import { words } from "../../i18n/console";
import { paperTexts } from "../../i18n/papers";
import type { Paper } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { PaperGroup, Papers, PapersHint, PaperView, usePapers } from "../../ui/papers";
import { Loading } from "../../ui/status";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";

/** What the meeting is about, where it is, and its papers: those of the current item first. */
export function Agenda({ view }: { view: ConsoleView }) {
  const t = words.value.agenda;
  const { desk } = view;
  const agenda = desk.agenda.value;
  const items = agenda?.items ?? [];
  const [read, setRead] = useState<Paper | null>(null);
  const papers = usePapers(desk.meeting, desk.token, items, agenda?.current ?? null);
  const common = (
    <PaperGroup title={paperTexts.value.common} papers={papers.common} read={setRead} />
  );
  const reader = read && (
    <Dialog title={read.title} kind="paper" onClose={() => setRead(null)} testId="paper-dialog">
      <PaperView paper={read} />
    </Dialog>
  );
  if (agenda === null) return <Loading />;
  if (items.length === 0) {
    return (
      <div class="work-part">
        <p class="empty">{t.empty}</p>
        <PapersHint papers={papers} />
        {common}
        {reader}
      </div>
    );
  }
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
      <PapersHint papers={papers} />
      <PaperGroup title={paperTexts.value.now} papers={papers.now} read={setRead} />
      <ol class="agenda-list" data-testid="agenda">
        {items.map(({ id, title, minutes, speaker }, index) => (
          <li key={id} class="agenda-item" aria-current={index === at ? "step" : undefined}>
            <span class="agenda-place">{index + 1}</span>
            <div class="item-text">
              <span>{title}</span>
              <span class="faint">
                {[speaker, minutes == null ? "" : t.minutes(minutes)].filter(Boolean).join(" · ")}
              </span>
              <Papers papers={papers.of.get(id) ?? []} read={setRead} />
            </div>
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
      {common}
      {reader}
    </div>
  );
}
