import { useEffect, useRef, useState } from "preact/hooks";
import { clock, texts } from "../../i18n";
import type { Outgoing } from "../../meeting/outbox";
import type { Room } from "../../meeting/room";
import { CHAT_TEXT_MAX, type ChatMessage } from "../../protocol";
import { SendIcon } from "../../ui/icon";

/** What was written, newest at the bottom, and a place to write. */
export function Chat({ room }: { room: Room }) {
  const t = texts.value;
  const lines = useRef<HTMLDivElement>(null);
  const state = room.state.value;
  const chat = state?.chat ?? [];
  const outbox = room.outbox.value;
  useEffect(() => {
    const it = lines.current;
    if (it) it.scrollTop = it.scrollHeight;
  }, [chat.length, outbox.length]);
  return (
    <div class="chat" data-testid="chat">
      {/* A log can be scrolled, so it must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div ref={lines} class="chat-lines" role="log" aria-label={t.room.chat} tabIndex={0}>
        {chat.length + outbox.length === 0 && <p class="empty">{t.room.noChat}</p>}
        {chat.map((line) => (
          <Said key={line.id} line={line} isMine={line.point === state?.you} />
        ))}
        {outbox.map((line) => (
          <Going key={line.ref} room={room} line={line} />
        ))}
      </div>
      {state?.can.chat !== false && <Compose room={room} />}
    </div>
  );
}

function Said({ line, isMine }: { line: ChatMessage; isMine: boolean }) {
  return (
    <article class={`said ${isMine ? "mine" : ""}`} data-testid="said">
      <p class="said-by">
        <strong>{line.name}</strong> <time dateTime={line.sent}>{clock(line.sent)}</time>
      </p>
      <p class="said-text">{line.text}</p>
    </article>
  );
}

/** An own line that the server has not shown to all yet. */
function Going({ room, line }: { room: Room; line: Outgoing }) {
  const t = texts.value.room;
  return (
    <article class="said mine going">
      <p class="said-text">{line.text}</p>
      {line.failed ? (
        <p class="said-by">
          {t.notSent}{" "}
          <button type="button" class="button" onClick={() => room.say(line.text, line.ref)}>
            {t.sendAgain}
          </button>
        </p>
      ) : (
        <p class="said-by">{t.sending}</p>
      )}
    </article>
  );
}

function Compose({ room }: { room: Room }) {
  const t = texts.value.room;
  const [text, setText] = useState("");
  const send = () => {
    const said = text.trim();
    if (said === "") return;
    room.say(said);
    setText("");
  };
  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="hidden" for="message">
        {t.message}
      </label>
      <textarea
        id="message"
        rows={2}
        maxLength={CHAT_TEXT_MAX}
        placeholder={t.message}
        value={text}
        data-testid="message"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Vietnamese input methods end a word with Enter: that is theirs, not ours.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="button primary icon-only" data-testid="send">
        <SendIcon />
        <span class="hidden">{t.send}</span>
      </button>
    </form>
  );
}
