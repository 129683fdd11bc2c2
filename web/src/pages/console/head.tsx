import { clock, texts } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { Mode } from "../../protocol";
import { pathTo } from "../../route";
import { Question } from "../../ui/dialog";
import { HelpLink } from "../../ui/help";
import { RecordIcon } from "../../ui/icon";
import { ActButton, Key, Pick, Refusal } from "./act";
import { backToDesk } from "./keys";
import type { ConsoleView } from "./view";

const MODES: readonly Mode[] = ["discussion", "conference", "lecture"];

/** Whose refusals are told here; those of scenes, too, while their own tab is not in sight. */
const PLACES = ["mode", "lock", "lock-mics", "mute-all", "recording", "phase"];

/** Above: which meeting, how it stands, and what concerns all points at once. */
export function Head({ view }: { view: ConsoleView }) {
  const t = words.value;
  const { desk } = view;
  const rules = desk.rules.value;
  const phase = rules?.phase ?? "planned";
  return (
    <header class="desk-head">
      <div class="head-title">
        <h1 title={desk.state.value?.meeting.title}>{desk.state.value?.meeting.title ?? t.page}</h1>
        <p class="head-state">
          <TimeOfDay desk={desk} /> <span data-testid="phase">{t.phase[phase]}</span>{" "}
          <Connection desk={desk} />
        </p>
      </div>
      <div class="head-acts">
        <Modes view={view} />
        <Lock view={view} />
        <ActButton
          desk={desk}
          place="lock-mics"
          hotkey="K"
          pressed={rules?.mics_locked ?? false}
          testId="lock-mics"
          onAct={() => view.lockMics()}
        >
          {t.lockMics}
        </ActButton>
        <ActButton
          desk={desk}
          place="mute-all"
          hotkey="Shift+M"
          testId="mute-all"
          onAct={() => view.muteAll()}
        >
          {t.muteAll}
        </ActButton>
        <Recording view={view} />
        <Phase view={view} />
        <a
          class="button only-wide"
          href={`${pathTo("console", desk.meeting)}?pane=wall`}
          target={`wall-${desk.meeting}`}
          data-testid="wall-link"
        >
          {t.wall}
        </a>
        <HelpLink kind="only-wide" />
        <button
          type="button"
          class="button only-wide"
          aria-label={t.keys}
          aria-keyshortcuts="?"
          data-testid="help"
          onClick={() => {
            view.dialog.value = "help";
          }}
        >
          <Key>?</Key>
        </button>
      </div>
      <Refusal desk={desk} places={view.tab.value === "scenes" ? PLACES : [...PLACES, "scene"]} />
    </header>
  );
}

function TimeOfDay({ desk }: { desk: Desk }) {
  return <strong class="clock">{clock(new Date(desk.now.value).toISOString())}</strong>;
}

function Connection({ desk }: { desk: Desk }) {
  const t = words.value.connection;
  const phase = desk.link.value;
  const [state, text] =
    phase === "open"
      ? (["good", t.open] as const)
      : phase === "waiting"
        ? (["lost", t.waiting] as const)
        : (["fair", t.opening] as const);
  return (
    <span class={`health ${state}`} data-testid="link">
      <span aria-hidden="true">{state === "good" ? "●" : "■"}</span> {text}
    </span>
  );
}

function Modes({ view }: { view: ConsoleView }) {
  const t = words.value;
  const { desk } = view;
  return (
    <Pick
      label={t.mode}
      names={t.modes}
      order={MODES}
      value={desk.rules.value?.mode ?? "discussion"}
      testId="mode"
      onPick={(mode) => {
        const lecturer = view.chosenPoint.peek();
        if (mode !== "lecture") desk.act("mode", { type: "meeting.mode", mode });
        else if (lecturer === null) desk.refuse("mode", "nobody");
        else desk.act("mode", { type: "meeting.mode", mode, lecturer });
      }}
    />
  );
}

function Lock({ view: { desk } }: { view: ConsoleView }) {
  const on = desk.rules.value?.locked ?? false;
  return (
    <ActButton
      desk={desk}
      place="lock"
      pressed={on}
      testId="lock"
      onAct={() => desk.act("lock", { type: "meeting.lock", on: !on })}
    >
      {words.value.lock}
    </ActButton>
  );
}

function Recording({ view }: { view: ConsoleView }) {
  const t = words.value;
  const { desk } = view;
  const on = desk.recording.value?.on ?? false;
  return (
    <>
      <ActButton
        desk={desk}
        place="recording"
        kind={on ? "recording" : ""}
        pressed={on}
        testId="record"
        onAct={() => {
          if (on) view.dialog.value = "record";
          else desk.record(true);
        }}
      >
        <RecordIcon />
        {on ? t.recording : t.record}
      </ActButton>
      {view.dialog.value === "record" && (
        <Question
          title={texts.value.room.recordStopQuestion}
          text={texts.value.room.recordStopExplained}
          yes={t.recordStop}
          testId="record-question"
          onClose={() => {
            view.dialog.value = null;
          }}
          onYes={() => {
            view.dialog.value = null;
            desk.record(false);
          }}
        />
      )}
    </>
  );
}

function Phase({ view }: { view: ConsoleView }) {
  const t = words.value;
  const { desk } = view;
  const open = desk.rules.value?.phase === "open";
  return (
    <>
      <ActButton
        desk={desk}
        place="phase"
        kind={open ? "" : "primary"}
        testId={open ? "close-meeting" : "open-meeting"}
        onAct={() => {
          if (open) view.dialog.value = "close";
          else if (desk.act("phase", { type: "meeting.open" })) backToDesk();
        }}
      >
        {open ? t.closeMeeting : t.openMeeting}
      </ActButton>
      {view.dialog.value === "close" && (
        <Question
          title={t.closeQuestion}
          text={t.closeExplained}
          yes={t.closeMeeting}
          testId="close-question"
          onClose={() => {
            view.dialog.value = null;
          }}
          onYes={() => {
            view.dialog.value = null;
            desk.act("phase", { type: "meeting.close" });
          }}
        />
      )}
    </>
  );
}
