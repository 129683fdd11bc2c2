import { useEffect, useRef, useState } from "preact/hooks";
import { duration } from "../../i18n";
import { words } from "../../i18n/console";
import { pointingTexts } from "../../i18n/pointing";
import type { Viewer } from "../../media/viewer";
import { left, spoken } from "../../meeting/clock";
import type { Desk } from "../../meeting/desk";
import type { OnAir } from "../../protocol";
import { PointIcon, SpeakerIcon } from "../../ui/icon";
import { MirrorVeil } from "../../ui/mirror";
import { PointerPad } from "../../ui/pointer";
import { ActButton, Refusal } from "./act";
import { Placard } from "./picture";
import type { ConsoleView } from "./view";

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
        <MirrorVeil mirror={desk.mirror} />
      </div>
      {turns.length === 0 && <p class="bus-facts faint">{t.empty}</p>}
      {turns.map((turn, index) => (
        <Turn key={turn.point} view={view} turn={turn} keyed={index === turns.length - 1} />
      ))}
      {/* A key works from anywhere: why it did not is said where its buttons are not in sight. */}
      <Refusal desk={desk} places={view.tab.value === "scenes" ? ["air"] : ["air", "scene"]} />
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
    <span class={`desk-timer ${state}`} role="timer" data-testid={`timer-${turn.point}`}>
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
