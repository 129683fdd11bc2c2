import { useEffect, useRef, useState } from "preact/hooks";
import { clock, texts } from "../../i18n";
import { CENTRE, type Outgoing } from "../../meeting/outbox";
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
        <Aside line={line} isMine={isMine} />
      </p>
      <p class="said-text">{line.text}</p>
    </article>
  );
}

/** That not everybody reads a line: it is from us to the centre, or from there to us. */
function Aside({ line, isMine }: { line: ChatMessage; isMine: boolean }) {
  const t = texts.value.aid;
  if (line.to === "") return null;
  return <span class="said-aside">{isMine ? t.onlyCentre : t.onlyYou}</span>;
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
          <button type="button" class="button" onClick={() => room.say(line)}>
            {t.sendAgain}
          </button>
        </p>
      ) : (
        <p class="said-by">{t.sending}</p>
      )}
    </article>
  );
}

/** Everybody, or those who lead the meeting. */
type Reader = "" | typeof CENTRE;

function Compose({ room }: { room: Room }) {
  const { room: t, aid } = texts.value;
  const [text, setText] = useState("");
  const [to, setTo] = useState<Reader>("");
  const message = to === "" ? t.message : aid.toCentre;
  const send = () => {
    const said = text.trim();
    if (said === "") return;
    room.say({ text: said, to });
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
      <label class="compose-to" for="message-to">
        <span>{aid.to}</span>
        <select
          id="message-to"
          value={to}
          data-testid="message-to"
          onChange={(event) => setTo(event.currentTarget.value === CENTRE ? CENTRE : "")}
        >
          <option value="">{aid.everybody}</option>
          <option value={CENTRE}>{aid.centre}</option>
        </select>
      </label>
      <label class="hidden" for="message">
        {message}
      </label>
      <textarea
        id="message"
        rows={2}
        maxLength={CHAT_TEXT_MAX}
        placeholder={message}
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
