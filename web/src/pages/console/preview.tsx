import { words } from "../../i18n/console";
import { sceneWords } from "../../i18n/console/scenes";
import { meterFraction } from "../../media/level";
import type { Desk } from "../../meeting/desk";
import { isSameScene } from "../../meeting/views";
import { ActButton, Key, Refusal } from "./act";
import { type Draft, flawIn } from "./draft";
import { NextScene } from "./next-scene";
import { Picture, Placard } from "./picture";
import { HealthMark } from "./points";
import { healthOf } from "./rows";
import { type ConsoleView, LIMITS } from "./view";

/** Who is next: seen, and heard of, before everybody does. */
export function Preview({ view }: { view: ConsoleView }) {
  const t = words.value.preview;
  const { desk } = view;
  const point = view.ready.value;
  const draft = view.previewed.value;
  const name = draft === null ? "" : sceneWords.value.composed;
  return (
    <section class="desk-bus preview" aria-label={t.title} data-testid="preview">
      <div class="bus-title">
        <h2>{t.title}</h2>
        <strong class="bus-name">{point === null ? name : desk.nameOf(point)}</strong>
        <Limits view={view} />
      </div>
      {point !== null && <Still desk={desk} point={point} />}
      {point === null &&
        (draft === null ? (
          <p class="bus-picture bus-empty">
            {(desk.floor.value?.queue.length ?? 0) > 0 ? t.empty : t.nobodyAsks}
          </p>
        ) : (
          <NextScene view={view} scene={draft.scene} />
        ))}
      <div class="bus-facts">{point !== null && <Facts view={view} point={point} />}</div>
      {draft === null ? <Call view={view} /> : <Take view={view} draft={draft} />}
      <Refusal desk={desk} places={["call"]} />
    </section>
  );
}

/** The one act that everything else prepares. */
function Call({ view }: { view: ConsoleView }) {
  const t = words.value.preview;
  const { desk } = view;
  const point = view.ready.value;
  return (
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
  );
}

/** The same for a scene that is being composed: to all, or to those whose view it is. */
function Take({ view, draft }: { view: ConsoleView; draft: Draft }) {
  const t = sceneWords.value;
  const isView = draft.points !== undefined;
  const isSame = isSameScene(draft.scene, view.desk.scene.value?.scene);
  const isUsable = isView ? flawIn(draft.scene) === null : view.isUsable(draft);
  return (
    <div class="bus-acts">
      <ActButton
        desk={view.desk}
        place="scene"
        kind="primary"
        hotkey="Enter"
        disabled={!isUsable}
        testId="take"
        onAct={() => view.take()}
      >
        {isView ? t.showView : isSame ? t.onAir : t.take}
      </ActButton>
    </div>
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
