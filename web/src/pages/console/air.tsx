import { useEffect, useRef, useState } from "preact/hooks";
import { duration } from "../../i18n";
import { words } from "../../i18n/console";
import { pointingTexts } from "../../i18n/pointing";
import { meterFraction } from "../../media/level";
import type { Viewer } from "../../media/viewer";
import { left, spoken } from "../../meeting/clock";
import type { Desk } from "../../meeting/desk";
import type { OnAir } from "../../protocol";
import { PointIcon, SpeakerIcon } from "../../ui/icon";
import { PointerPad } from "../../ui/pointer";
import { ActButton, Key, Refusal } from "./act";
import { Picture, Placard } from "./picture";
import { HealthMark } from "./points";
import { healthOf } from "./rows";
import { type ConsoleView, LIMITS } from "./view";

/** Who is next: seen, and heard of, before everybody does. */
export function Preview({ view }: { view: ConsoleView }) {
  const t = words.value.preview;
  const { desk } = view;
  const point = view.ready.value;
  return (
    <section class="desk-bus preview" aria-label={t.title} data-testid="preview">
      <div class="bus-title">
        <h2>{t.title}</h2>
        <strong class="bus-name">{point === null ? "" : desk.nameOf(point)}</strong>
        <Limits view={view} />
      </div>
      {point === null ? (
        <p class="bus-picture bus-empty">{t.empty}</p>
      ) : (
        <Still desk={desk} point={point} />
      )}
      <div class="bus-facts">{point !== null && <Facts view={view} point={point} />}</div>
      <div class="bus-acts">
        <ActButton
          desk={desk}
          place="call"
          kind="primary"
          hotkey="Enter"
          disabled={point === null}
          testId="call"
          onAct={() => view.call()}
        >
          {t.call}
        </ActButton>
        <ActButton
          desk={desk}
          place="call"
          hotkey="Shift+Enter"
          disabled={point === null}
          testId="call-beside"
          onAct={() => view.call(true)}
        >
          {t.beside}
        </ActButton>
      </div>
      <Refusal desk={desk} places={["call"]} />
    </section>
  );
}

/** How long the next speaker will have. */
function Limits({ view }: { view: ConsoleView }) {
  const t = words.value.preview;
  return (
    <label class="pick limit">
      <span class="hidden">{t.limit}</span>
      <select
        aria-keyshortcuts="L"
        value={String(view.limit.value)}
        data-testid="limit"
        onChange={(event) => {
          const { value } = event.currentTarget;
          view.chooseLimit(value === "null" ? null : Number(value));
        }}
      >
        {LIMITS.map((minutes) => (
          <option key={minutes} value={String(minutes)}>
            {minutes === null ? t.noLimit : t.minutes(minutes)}
          </option>
        ))}
      </select>
      <Key>L</Key>
    </label>
  );
}

function Facts({ view, point }: { view: ConsoleView; point: string }) {
  const t = words.value.points;
  const { desk } = view;
  const seat = desk.byPoint.value.get(point);
  const subject = desk.floor.value?.queue.find((one) => one.point === point)?.subject ?? "";
  if (seat === undefined) return null;
  const delay = desk.lines.value.get(point)?.rtt_ms ?? null;
  return (
    <>
      <HealthMark health={healthOf(seat, desk.lines.value)} />
      {delay !== null && <span data-testid="delay">{words.value.preview.delay(delay)}</span>}
      <span>{seat.muted ? t.muted : t.open}</span>
      {!seat.camera && <span>{t.cameraOff}</span>}
      <Cue desk={desk} point={point} />
      {subject !== "" && (
        <span class="bus-subject" title={subject}>
          “{subject}”
        </span>
      )}
    </>
  );
}

/** After that a picture has stopped, whatever the line says. */
const STALE_MS = 2_000;

/** How loud the next speaker is, and whether the picture moves, before anybody else hears it: a few times a second. */
function Cue({ desk, point }: { desk: Desk; point: string }) {
  const t = words.value.preview;
  const cue = desk.cue.value;
  if (cue === null || cue.point !== point) return null;
  const level = cue.level === null ? 0 : meterFraction(-cue.level);
  return (
    <>
      <meter
        class="meter cue"
        aria-label={t.level}
        min={0}
        max={1}
        value={level}
        style={{ "--level": `${Math.round(level * 100)}%` }}
        data-testid="cue"
      />
      {cue.picture_ms !== null && cue.picture_ms > STALE_MS && (
        <span class="health lost">{t.stale(Math.round(cue.picture_ms / 1_000))}</span>
      )}
    </>
  );
}

/** Enough to see who sits there and how. */
const STILL_MS = 2_000;

/** The next speaker's camera, seen here before it is by all. */
function Still({ desk, point }: { desk: Desk; point: string }) {
  const t = words.value.preview;
  const name = desk.nameOf(point);
  return (
    <Picture
      load={(gone) => desk.pictures.live(point, gone)}
      of={point}
      every={STILL_MS}
      class="bus-picture"
      alt={t.picture(name)}
    >
      <Placard name={name} why={t.noPicture} />
    </Picture>
  );
}

/** What everybody sees and hears, and who speaks for how long. */
export function Program({ view }: { view: ConsoleView }) {
  const t = words.value.program;
  const { desk } = view;
  const turns = view.onAir.value;
  const names = turns.map(({ point }) => desk.nameOf(point)).join(", ");
  const [listens, setListening] = useState(false);
  // In a private talk the other one is heard, and the meeting softly.
  const isHeard = listens || view.talk.isHere.value;
  return (
    <section
      class={`desk-bus program ${turns.length > 0 ? "live" : ""}`}
      aria-label={t.title}
      data-testid="program"
    >
      <div class="bus-title">
        <h2>{t.title}</h2>
        <strong class="bus-name">{names}</strong>
        <button
          type="button"
          class="button"
          aria-pressed={isHeard}
          data-testid="listen"
          onClick={() => setListening(!listens)}
        >
          <SpeakerIcon />
          {t.listen}
        </button>
        <PointButton desk={desk} />
      </div>
      <div class="program-frame">
        <ProgramPicture viewer={view.viewer} name={names} isHeard={isHeard} />
        <ContentPad desk={desk} />
      </div>
      {turns.length === 0 && <p class="bus-facts faint">{t.empty}</p>}
      {turns.map((turn, index) => (
        <Turn key={turn.point} view={view} turn={turn} keyed={index === turns.length - 1} />
      ))}
      <Refusal desk={desk} places={["air"]} />
    </section>
  );
}

/** While something is shared: arms the pointer, and lets it rest. */
function PointButton({ desk }: { desk: Desk }) {
  const t = pointingTexts.value;
  const { armed, may } = desk.pointing;
  if (!desk.program.value?.content || !may.value) return null;
  return (
    <button
      type="button"
      class="button"
      aria-pressed={armed.value}
      data-testid="point"
      onClick={() => desk.pointing.toggle()}
    >
      <PointIcon />
      {armed.value ? t.stop : t.point}
    </button>
  );
}

/** Over the content in the picture, where the mixer has put it: where the pointer is moved. */
function ContentPad({ desk }: { desk: Desk }) {
  const content = desk.program.value?.content;
  if (!content || !desk.pointing.armed.value) return null;
  const { x, y, w, h } = content;
  const style = {
    left: `${x / 10}%`,
    top: `${y / 10}%`,
    width: `${w / 10}%`,
    height: `${h / 10}%`,
  };
  return (
    <div class="pointer-layer" style={style}>
      <PointerPad pointing={desk.pointing} />
    </div>
  );
}

interface ProgramPictureProps {
  viewer: Viewer;
  name: string;
  isHeard: boolean;
}

function ProgramPicture({ viewer, name, isHeard }: ProgramPictureProps) {
  const t = words.value.program;
  const video = useRef<HTMLVideoElement>(null);
  const it = viewer.stream.value;
  useEffect(() => {
    if (video.current) video.current.srcObject = it;
  }, [it]);
  if (it === null) return <Placard name={name || t.empty} why={t.noPicture} />;
  return (
    <div class="bus-live">
      <video
        ref={video}
        class="bus-picture"
        autoPlay
        playsInline
        muted={!isHeard}
        aria-label={t.picture}
        data-testid="program-picture"
      />
      {viewer.stands.value && (
        <p class="bus-veil" data-testid="program-stands">
          {t.stands}
        </p>
      )}
    </div>
  );
}

interface TurnProps {
  view: ConsoleView;
  turn: OnAir;
  /** The keys act on this one. */
  keyed: boolean;
}

function Turn({ view, turn, keyed }: TurnProps) {
  const t = words.value.program;
  const { desk } = view;
  const name = desk.nameOf(turn.point);
  return (
    <div class="turn" data-testid={`turn-${turn.point}`}>
      <Timer desk={desk} turn={turn} />
      {view.onAir.value.length > 1 && <span class="turn-name">{name}</span>}
      {turn.limit_s !== null && (
        <ActButton
          desk={desk}
          place="air"
          testId={`more-${turn.point}`}
          onAct={() => view.addMinute(turn)}
        >
          {t.more}
        </ActButton>
      )}
      <span class="turn-acts">
        <ActButton
          desk={desk}
          place="air"
          {...(keyed ? { hotkey: "Space" } : {})}
          testId={`pause-${turn.point}`}
          pressed={turn.paused !== null}
          onAct={() => view.pause(turn)}
        >
          {turn.paused === null ? t.pause : t.goOn}
        </ActButton>
        <ActButton
          desk={desk}
          place="air"
          {...(keyed ? { hotkey: "S" } : {})}
          testId={`stop-${turn.point}`}
          onAct={() => view.stop(turn.point)}
        >
          {t.stop}
          <span class="hidden">: {name}</span>
        </ActButton>
      </span>
    </div>
  );
}

/** A speaker's clock, the only part of the page that moves by itself. */
export function Timer({ desk, turn }: { desk: Desk; turn: OnAir }) {
  const t = words.value.program;
  const now = desk.now.value;
  const rest = left(turn, now);
  const state = rest === null ? "" : rest < 0 ? "over" : turn.warned ? "warned" : "";
  return (
    <span class={`timer ${state}`} role="timer" data-testid={`timer-${turn.point}`}>
      <span class="timer-spoken">
        {t.spoken} {duration(spoken(turn, now) / 1_000)}
      </span>
      {rest !== null && (
        <strong class="timer-left">
          {rest < 0 ? t.over : t.left} {duration(Math.abs(rest) / 1_000)}
        </strong>
      )}
      {turn.paused !== null && <span class="tag">{t.paused}</span>}
    </span>
  );
}
