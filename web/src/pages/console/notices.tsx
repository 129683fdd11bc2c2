import { useState } from "preact/hooks";
import { duration } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import { ActButton, Pick, Refusal } from "./act";
import { Check, TimePick } from "./fields";
import type { ConsoleView } from "./view";

const TIMES = [30, 60, 300, null];
const COUNTDOWNS = [60, 300, 600, 900, 1800];
const TO = ["all", "chosen"] as const;

/** What is said in writing, and what is seen and heard while the meeting waits. */
export function Notices({ view }: { view: ConsoleView }) {
  const t = words.value.notices;
  const { desk } = view;
  const [text, setText] = useState("");
  const [to, setTo] = useState<(typeof TO)[number]>("all");
  const [bell, setBell] = useState(false);
  const [time, setTime] = useState<number | null>(60);
  const points = view.chosenPoints.value;
  const shown = desk.notices.value?.text ?? "";
  const show = () =>
    desk.act("notice", {
      type: "notice.show",
      text: text.trim(),
      bell,
      ...(to === "chosen" ? { points: [...points] } : {}),
      ...(time === null ? {} : { seconds: time }),
    });
  return (
    <div class="work-part">
      {shown !== "" && (
        <div class="work-line" data-testid="notice-shown">
          <span>
            <span class="tag next">{t.shown}</span> {shown}
          </span>
          <ActButton
            desk={desk}
            place="notice"
            testId="notice-clear"
            onAct={() => desk.act("notice", { type: "notice.clear" })}
          >
            {t.clear}
          </ActButton>
        </div>
      )}
      <textarea
        rows={2}
        maxLength={500}
        aria-label={t.text}
        placeholder={t.text}
        value={text}
        data-testid="notice-text"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="work-acts">
        <Pick
          label={t.to}
          names={{ all: t.all, chosen: `${t.chosen} (${points.length})` }}
          order={TO}
          value={to}
          onPick={setTo}
          testId="notice-to"
        />
        <TimePick
          label={t.time}
          times={TIMES}
          endless={t.untilCleared}
          value={time}
          onPick={setTime}
          testId="notice-time"
        />
        <Check label={t.bell} on={bell} onChange={setBell} testId="notice-bell" />
        <ActButton
          desk={desk}
          place="notice"
          kind="primary"
          disabled={text.trim() === "" || (to === "chosen" && points.length === 0)}
          testId="notice-show"
          onAct={show}
        >
          {t.show}
        </ActButton>
      </div>
      <Before desk={desk} />
      <Refusal desk={desk} places={["notice", "hold"]} />
    </div>
  );
}

/** Before the start: the countdown, and music. */
function Before({ desk }: { desk: Desk }) {
  const t = words.value.notices;
  const [seconds, setSeconds] = useState<number | null>(300);
  const notices = desk.notices.value;
  const until = notices?.countdown ?? null;
  const music = notices?.music ?? false;
  return (
    <div class="work-acts">
      <TimePick
        label={t.countdown}
        times={COUNTDOWNS}
        value={seconds}
        onPick={setSeconds}
        testId="countdown-time"
      />
      <ActButton
        desk={desk}
        place="hold"
        testId="countdown"
        onAct={() =>
          desk.act("hold", { type: "countdown", seconds: until === null ? seconds : null })
        }
      >
        {until === null ? t.start : t.endCountdown}
      </ActButton>
      {until !== null && <Until desk={desk} until={until} />}
      <ActButton
        desk={desk}
        place="hold"
        pressed={music}
        testId="music"
        onAct={() => desk.act("hold", { type: "hold", music: !music })}
      >
        {t.music}
      </ActButton>
    </div>
  );
}

function Until({ desk, until }: { desk: Desk; until: string }) {
  const ms = Math.max(0, Date.parse(until) - desk.now.value);
  return <strong class="desk-timer">{duration(Math.ceil(ms / 1_000))}</strong>;
}
