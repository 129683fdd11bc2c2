import { useState } from "preact/hooks";
import { duration } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { Asked } from "../../protocol";
import { Loading } from "../../ui/status";
import { ActButton, Refusal } from "./act";
import { moved } from "./rows";
import type { ConsoleView } from "./view";

const PLACE = "queue";

/** Right: who asks to speak, in the order in which they will be asked. */
export function Queue({ view }: { view: ConsoleView }) {
  const t = words.value.queue;
  const { desk } = view;
  const floor = desk.floor.value;
  const queue = floor?.queue ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const at = queue.findIndex(({ point }) => point === chosen);
  const move = (from: number, to: number) => {
    if (from < 0 || to < 0 || to >= queue.length || from === to) return;
    const points = moved(queue, from, to).map(({ point }) => point);
    desk.act(PLACE, { type: "floor.order", points });
  };
  const choose = (index: number) => {
    const next = queue[Math.max(0, Math.min(queue.length - 1, index))];
    if (!next) return;
    setChosen(next.point);
    document.getElementById(`queue-${next.point}`)?.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      if (event.altKey) move(at, at + step);
      else choose(at < 0 ? 0 : at + step);
    } else if (event.key === "Delete" && chosen !== null && at >= 0) {
      desk.act(PLACE, { type: "floor.reject", point: chosen });
    } else if (event.key.toLowerCase() === "p" && at >= 0) {
      view.prepare(chosen);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section class="desk-queue" aria-label={t.title}>
      <div class="desk-title">
        <h2>{t.title}</h2>
        <span class="count">{queue.length}</span>
        <ActButton
          desk={desk}
          place="prepare"
          kind="quiet"
          hotkey="N"
          disabled={queue.length === 0}
          testId="prepare-first"
          onAct={() => view.prepareFirst()}
        >
          {words.value.preview.title}
        </ActButton>
      </div>
      {floor === null && <Loading />}
      {floor !== null && queue.length === 0 && <p class="empty desk-empty">{t.empty}</p>}
      {queue.length > 0 && (
        <div
          class="queue-list"
          role="listbox"
          aria-label={t.title}
          aria-description={t.hint}
          aria-activedescendant={at < 0 ? undefined : `queue-${chosen}`}
          aria-busy={desk.ledger.value.get(PLACE)?.state === "going"}
          tabIndex={0}
          data-testid="queue"
          onKeyDown={press}
        >
          {queue.map((one, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: it is the list that has the focus
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's own, see above
            <div
              key={one.point}
              id={`queue-${one.point}`}
              role="option"
              aria-selected={one.point === chosen}
              class={`asked ${one.point === dragged ? "dragged" : ""}`}
              draggable
              data-testid={`asked-${one.point}`}
              onClick={() => setChosen(one.point)}
              onDblClick={() => view.prepare(one.point)}
              onDragStart={(event) => {
                setDragged(one.point);
                event.dataTransfer?.setData("text/plain", one.point);
              }}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                move(
                  queue.findIndex(({ point }) => point === dragged),
                  index,
                );
              }}
              onDragEnd={() => setDragged(null)}
            >
              <span class="asked-place">{index + 1}</span>
              <span class="asked-text">
                <strong title={desk.nameOf(one.point)}>{desk.nameOf(one.point)}</strong>
                <span class="faint">{one.subject || t.noSubject}</span>
              </span>
              {one.point === view.ready.value && (
                <span class="tag next">{words.value.points.next}</span>
              )}
              <Waiting desk={desk} asked={one} />
            </div>
          ))}
        </div>
      )}
      {at >= 0 && (
        <div class="queue-acts">
          <ActButton
            desk={desk}
            place={PLACE}
            hotkey="Alt+↑"
            testId="up"
            onAct={() => move(at, at - 1)}
          >
            {t.up}
          </ActButton>
          <ActButton
            desk={desk}
            place={PLACE}
            hotkey="Alt+↓"
            testId="down"
            onAct={() => move(at, at + 1)}
          >
            {t.down}
          </ActButton>
          <ActButton
            desk={desk}
            place="prepare"
            hotkey="P"
            testId="prepare-asked"
            onAct={() => view.prepare(chosen)}
          >
            {words.value.preview.title}
          </ActButton>
          <ActButton
            desk={desk}
            place={PLACE}
            title={t.reject}
            hotkey="Delete"
            testId="reject"
            onAct={() =>
              chosen !== null && desk.act(PLACE, { type: "floor.reject", point: chosen })
            }
          >
            {t.drop}
          </ActButton>
        </div>
      )}
      <Refusal desk={desk} places={[PLACE]} />
    </section>
  );
}

/** How long a hand has been up. */
function Waiting({ desk, asked }: { desk: Desk; asked: Asked }) {
  const waited = Math.max(0, desk.now.value - Date.parse(asked.at));
  return <span class="asked-time">{duration(waited / 1_000)}</span>;
}
