import { useEffect, useRef, useState } from "preact/hooks";
import { whyOf } from "../../api";
import { clock, fileSize } from "../../i18n";
import { words } from "../../i18n/console";
import { bringFile, FILE_MAX, saveFile } from "../../meeting/chat-files";
import { CENTRE } from "../../meeting/outbox";
import { CHAT_TEXT_MAX, type ChatFile, type ChatMessage } from "../../protocol";
import { Pick, Refusal } from "./act";
import type { ConsoleView } from "./view";

const EVERYBODY = "";

/** What is written between points and centre; to all, to those who lead, or to one point. */
export function Chat({ view }: { view: ConsoleView }) {
  const t = words.value.chat;
  const { desk } = view;
  const lines = useRef<HTMLDivElement>(null);
  const [to, setTo] = useState(EVERYBODY);
  const chat = desk.chat.value;
  useEffect(() => {
    const it = lines.current;
    if (it) it.scrollTop = it.scrollHeight;
    view.readChat();
  }, [chat.length]);
  const answer = (point: string) => {
    setTo(point);
    document.getElementById("chat-message")?.focus();
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
          <Line key={line.id} view={view} line={line} onAnswer={answer} />
        ))}
      </div>
      <Compose view={view} to={to} onTo={setTo} />
      <Refusal desk={desk} places={["chat"]} />
    </div>
  );
}

interface LineProps {
  view: ConsoleView;
  line: ChatMessage;
  onAnswer: (point: string) => void;
}

function Line({ view, line, onAnswer }: LineProps) {
  const t = words.value.chat;
  const { point, name, to, question, text, file, sent } = line;
  const asksUs = to === CENTRE && point !== "";
  return (
    <p class={`log-line chat-line ${asksUs ? "to-us" : ""}`}>
      <time dateTime={sent}>{clock(sent)}</time> <strong>{name}</strong>{" "}
      {to !== EVERYBODY && (
        <span class="tag">{to === CENTRE ? t.operators : t.privately(view.desk.nameOf(to))}</span>
      )}{" "}
      {question && <span class="tag next">{t.question}</span>} {text}{" "}
      {file && <Attached view={view} file={file} />}
      {point !== "" && (
        <button
          type="button"
          class="button quiet"
          aria-label={t.answerNamed(name)}
          data-testid={`answer-${line.id}`}
          onClick={() => onAnswer(point)}
        >
          {t.answer}
        </button>
      )}
    </p>
  );
}

function Attached({ view, file }: { view: ConsoleView; file: ChatFile }) {
  const { desk } = view;
  const save = async () => {
    try {
      await saveFile(desk.meeting, desk.token, file);
    } catch (error) {
      desk.refuse("chat", { code: whyOf(error) });
    }
  };
  return (
    <button
      type="button"
      class="button quiet file"
      data-testid={`file-${file.id}`}
      onClick={() => void save()}
    >
      {file.name} ({fileSize(file.bytes)})
    </button>
  );
}

interface ComposeProps {
  view: ConsoleView;
  to: string;
  onTo: (to: string) => void;
}

/** A line, or a file with one or without. */
function Compose({ view, to, onTo }: ComposeProps) {
  const t = words.value.chat;
  const { desk } = view;
  const [text, setText] = useState("");
  const [isBringing, setBringing] = useState(false);
  const chosen = view.chosenPoint.value;
  // Whom an answer goes to stays in the list, whatever is chosen on the left meanwhile.
  const points = [...new Set([to, chosen])].filter((one) => one !== null && isPoint(one));
  const order = [EVERYBODY, CENTRE, ...points] as string[];
  const names = {
    [EVERYBODY]: t.everybody,
    [CENTRE]: t.desk,
    ...Object.fromEntries(points.map((point) => [point, desk.nameOf(point ?? "")])),
  };
  const send = (file: string | null) => {
    const said = text.trim();
    if (said === "" && file === null) return;
    if (desk.say(said, to, file)) setText("");
    else desk.refuse("chat", "unlinked");
  };
  const bring = async (file: File) => {
    if (file.size > FILE_MAX) {
      desk.refuse("chat", { code: "body_too_large" });
      return;
    }
    setBringing(true);
    try {
      send((await bringFile(desk.meeting, desk.token, file)).id);
    } catch (error) {
      desk.refuse("chat", { code: whyOf(error) });
    }
    setBringing(false);
  };
  return (
    <form
      class="work-acts"
      onSubmit={(event) => {
        event.preventDefault();
        send(null);
      }}
    >
      <Pick label={t.to} names={names} order={order} value={to} onPick={onTo} testId="chat-to" />
      <input
        id="chat-message"
        type="text"
        aria-label={t.message}
        placeholder={t.message}
        maxLength={CHAT_TEXT_MAX}
        autoComplete="off"
        value={text}
        data-testid="message"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <label class="button attach" aria-busy={isBringing}>
        <input
          type="file"
          class="hidden"
          disabled={isBringing}
          data-testid="attach"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) void bring(file);
            event.currentTarget.value = "";
          }}
        />
        {isBringing ? t.bringing : t.attach}
      </label>
      <button type="submit" class="button primary" data-testid="send">
        {t.send}
      </button>
    </form>
  );
}

const isPoint = (to: string) => to !== EVERYBODY && to !== CENTRE;
