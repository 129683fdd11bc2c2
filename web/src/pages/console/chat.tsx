import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../i18n";
import { words } from "../../i18n/console";
import { CENTRE } from "../../meeting/outbox";
import { CHAT_TEXT_MAX, type ChatMessage } from "../../protocol";
import { Pick, Refusal } from "./act";
import type { ConsoleView } from "./view";

const TO = ["everybody", "chosen"] as const;

/** What is written between points and centre; to all, or to the chosen point. */
export function Chat({ view }: { view: ConsoleView }) {
  const t = words.value.chat;
  const { desk } = view;
  const lines = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [to, setTo] = useState<(typeof TO)[number]>("everybody");
  const chat = desk.chat.value;
  const chosen = view.chosenPoint.value;
  useEffect(() => {
    const it = lines.current;
    if (it) it.scrollTop = it.scrollHeight;
  }, [chat.length]);
  const send = () => {
    const said = text.trim();
    if (said === "") return;
    if (to === "chosen" && chosen === null) desk.refuse("chat", "nobody");
    else if (desk.say(said, to === "chosen" ? (chosen ?? "") : "")) setText("");
    else desk.refuse("chat", "unlinked");
  };
  return (
    <div class="work-part chat-part">
      <div
        ref={lines}
        class="log-lines"
        role="log"
        aria-label={words.value.tabs.chat}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        data-testid="chat"
      >
        {chat.length === 0 && <p class="empty">{t.empty}</p>}
        {chat.map((line) => (
          <p key={line.id} class="log-line">
            <time dateTime={line.sent}>{clock(line.sent)}</time> <strong>{line.name}</strong>{" "}
            <Marks view={view} line={line} />
            {line.text}
          </p>
        ))}
      </div>
      <form
        class="work-acts"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Pick
          label={t.to}
          names={{
            everybody: t.everybody,
            chosen: t.chosen(chosen === null ? "" : desk.nameOf(chosen)),
          }}
          order={TO}
          value={to}
          onPick={setTo}
          testId="chat-to"
        />
        <input
          type="text"
          aria-label={t.message}
          placeholder={t.message}
          maxLength={CHAT_TEXT_MAX}
          value={text}
          data-testid="message"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button primary" data-testid="send">
          {t.send}
        </button>
      </form>
      <Refusal desk={desk} places={["chat"]} />
    </div>
  );
}

/** Whom a line is for where that is not all, and whether it asks for an answer. */
function Marks({ view, line }: { view: ConsoleView; line: ChatMessage }) {
  const t = words.value.chat;
  const { to, question } = line;
  return (
    <>
      {to !== "" && (
        <span class="tag">{to === CENTRE ? t.operators : t.privately(view.desk.nameOf(to))}</span>
      )}{" "}
      {question && <span class="tag next">{t.question}</span>}{" "}
    </>
  );
}
