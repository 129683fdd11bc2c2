import { words } from "../../i18n/console";
import { Key } from "./act";
import { Agenda } from "./agenda";
import { Chat } from "./chat";
import { Lobby } from "./lobby";
import { Notices } from "./notices";
import { RollCall } from "./roll";
import { type ConsoleView, TABS, type Tab } from "./view";
import { Votes } from "./votes";

/** The key that opens a tab. */
export const TAB_KEYS: Readonly<Record<Tab, string>> = {
  agenda: "A",
  roll: "D",
  votes: "B",
  notices: "T",
  lobby: "C",
  chat: "G",
};

/** Below: the meeting's business, one part at a time. */
export function Work({ view }: { view: ConsoleView }) {
  const t = words.value.tabs;
  const open = view.tab.value;
  return (
    <section class="desk-work" aria-label={t.title}>
      <Tabs view={view} />
      <div
        id={`work-${open}`}
        class="work-body"
        role="tabpanel"
        aria-labelledby={`work-tab-${open}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls
        tabIndex={0}
      >
        {open === "agenda" && <Agenda view={view} />}
        {open === "roll" && <RollCall view={view} />}
        {open === "votes" && <Votes view={view} />}
        {open === "notices" && <Notices view={view} />}
        {open === "lobby" && <Lobby view={view} />}
        {open === "chat" && <Chat view={view} />}
      </div>
    </section>
  );
}

function Tabs({ view }: { view: ConsoleView }) {
  const t = words.value.tabs;
  const open = view.tab.value;
  const waiting = view.desk.seats.value.filter(({ state }) => state === "lobby").length;
  const voting = view.desk.votes.value.some((vote) => vote.result === null && !vote.cancelled);
  const news: Partial<Record<Tab, string>> = {
    ...(waiting > 0 ? { lobby: String(waiting) } : {}),
    ...(voting ? { votes: "●" } : {}),
    ...(view.desk.roll.value?.open ? { roll: "●" } : {}),
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = (TABS.indexOf(open) + step + TABS.length) % TABS.length;
    const next = TABS[at] ?? open;
    view.tab.value = next;
    document.getElementById(`work-tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t.title} onKeyDown={move}>
      {TABS.map((tab) => (
        <button
          key={tab}
          id={`work-tab-${tab}`}
          type="button"
          class="tab"
          role="tab"
          aria-selected={tab === open}
          aria-controls={tab === open ? `work-${tab}` : undefined}
          aria-keyshortcuts={TAB_KEYS[tab]}
          tabIndex={tab === open ? 0 : -1}
          data-testid={`tab-${tab}`}
          onClick={() => {
            view.tab.value = tab;
          }}
        >
          {t[tab]}
          {news[tab] !== undefined && <span class="tab-news">{news[tab]}</span>}
          <Key>{TAB_KEYS[tab]}</Key>
        </button>
      ))}
    </div>
  );
}
