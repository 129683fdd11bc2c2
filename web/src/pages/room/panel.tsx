import { useEffect, useRef } from "preact/hooks";
import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import type { Paper } from "../../protocol";
import { CloseIcon } from "../../ui/icon";
import { PaperView } from "../../ui/papers";
import { Agenda } from "./agenda";
import { Chat } from "./chat";
import { Roster } from "./roster";
import type { PanelName, RoomView } from "./view";

interface PanelProps {
  room: Room;
  view: RoomView;
}

const TABS: readonly PanelName[] = ["roster", "agenda", "chat"];

/** Points, agenda and chat beside the picture, below it on a phone. */
export function Panel({ room, view }: PanelProps) {
  const t = texts.value;
  const open = view.panel.value;
  return (
    <aside class="panel" aria-label={t.room.panel} data-testid="panel">
      <div class="panel-head">
        <Tabs view={view} />
        <button
          type="button"
          class="button quiet icon-only"
          data-testid="close-panel"
          onClick={() => view.closePanel()}
        >
          <CloseIcon />
          <span class="hidden">{t.close}</span>
        </button>
      </div>
      <div id={`panel-${open}`} class="panel-body" role="tabpanel" aria-labelledby={`tab-${open}`}>
        {open === "roster" && <Roster room={room} />}
        {open === "agenda" && <AgendaOrPaper room={room} view={view} />}
        {open === "chat" && <Chat room={room} />}
      </div>
    </aside>
  );
}

/** The agenda with its papers, or one of them in its place. */
function AgendaOrPaper({ room, view }: PanelProps) {
  const paper = view.paper.value;
  const read = (chosen: Paper | null) => {
    view.paper.value = chosen;
  };
  if (paper !== null) return <PaperView paper={paper} close={() => read(null)} />;
  return <Agenda room={room} read={read} />;
}

/** Tabs as WAI-ARIA describes them: arrows move, one stop in the order of Tab. */
function Tabs({ view }: { view: RoomView }) {
  const { room: t, agenda } = texts.value;
  const list = useRef<HTMLDivElement>(null);
  const open = view.panel.value;
  const names: Readonly<Record<PanelName, string>> = {
    roster: t.roster,
    agenda: agenda.title,
    chat: t.chat,
  };
  useEffect(() => {
    list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }, []);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = TABS.indexOf(open ?? "roster") + step;
    const other = TABS[(at + TABS.length) % TABS.length] ?? "roster";
    view.panel.value = other;
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={t.panel} onKeyDown={move}>
      {TABS.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          class="tab"
          role="tab"
          aria-selected={name === open}
          aria-controls={name === open ? `panel-${name}` : undefined}
          tabIndex={name === open ? 0 : -1}
          data-testid={`tab-${name}`}
          onClick={() => {
            view.panel.value = name;
          }}
        >
          {names[name]}
        </button>
      ))}
    </div>
  );
}
