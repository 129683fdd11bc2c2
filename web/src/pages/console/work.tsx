import { words } from "../../i18n/console";
import { Loading } from "../../ui/status";
import { Key } from "./act";
import { PANELS } from "./panels";
import type { ConsoleView } from "./view";

/** Below: the meeting's business, one part at a time. */
export function Work({ view }: { view: ConsoleView }) {
  const t = words.value.tabs;
  const open = PANELS.find(({ tab }) => tab === view.tab.value) ?? PANELS[0];
  if (open === undefined) return null;
  return (
    <section class="desk-work" aria-label={t.title}>
      <Tabs view={view} />
      <div
        id={`work-${open.tab}`}
        class="work-body"
        role="tabpanel"
        aria-labelledby={`work-tab-${open.tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls
        tabIndex={0}
      >
        {view.desk.state.value === null ? <Loading /> : <open.Part view={view} />}
      </div>
    </section>
  );
}

function Tabs({ view }: { view: ConsoleView }) {
  const t = words.value.tabs;
  const open = view.tab.value;
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = PANELS.findIndex(({ tab }) => tab === open) + step + PANELS.length;
    const next = PANELS[at % PANELS.length]?.tab ?? open;
    view.tab.value = next;
    document.getElementById(`work-tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t.title} onKeyDown={move}>
      {PANELS.map(({ tab, key, news }) => {
        const said = tab === open ? "" : (news?.(view) ?? "");
        return (
          <button
            key={tab}
            id={`work-tab-${tab}`}
            type="button"
            class="tab"
            role="tab"
            aria-selected={tab === open}
            aria-controls={tab === open ? `work-${tab}` : undefined}
            aria-keyshortcuts={key}
            tabIndex={tab === open ? 0 : -1}
            data-testid={`tab-${tab}`}
            onClick={() => {
              view.tab.value = tab;
            }}
          >
            {t[tab]}
            {said !== "" && <span class="tab-news">{said}</span>}
            <Key>{key}</Key>
          </button>
        );
      })}
    </div>
  );
}
