import { texts } from "../i18n";
import { CloseIcon, WarningIcon } from "./icon";
import { dismiss, type Notice, notices } from "./notices";

/** Where notices come up. Two live regions, present from the start: one that interrupts, one that waits. */
export function NoticeBoard() {
  const t = texts.value;
  const all = notices.value;
  return (
    <section class="notices" aria-label={t.notices}>
      <div role="alert">
        <Cards notices={all.filter(({ kind }) => kind === "problem")} />
      </div>
      <div role="status">
        <Cards notices={all.filter(({ kind }) => kind === "news")} />
      </div>
    </section>
  );
}

function Cards({ notices: cards }: { notices: readonly Notice[] }) {
  const t = texts.value;
  return (
    <>
      {cards.map((notice) => (
        <div key={notice.id} class={`notice ${notice.kind}`} data-testid="notice">
          {notice.kind === "problem" && <WarningIcon />}
          <p>{notice.say(t)}</p>
          <button type="button" class="button quiet icon-only" onClick={() => dismiss(notice.id)}>
            <CloseIcon />
            <span class="hidden">{t.close}</span>
          </button>
        </div>
      ))}
    </>
  );
}
