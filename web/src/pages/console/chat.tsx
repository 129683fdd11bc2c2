import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import { CHAT_TEXT_MAX } from "../../protocol";
import { Refusal } from "./act";

/** What is written between points and centre. */
export function Chat({ desk }: { desk: Desk }) {
  const t = words.value.chat;
  const lines = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const chat = desk.chat.value;
  useEffect(() => {
    const it = lines.current;
    if (it) it.scrollTop = it.scrollHeight;
  }, [chat.length]);
  const send = () => {
    const said = text.trim();
    if (said === "") return;
    if (desk.say(said)) setText("");
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
