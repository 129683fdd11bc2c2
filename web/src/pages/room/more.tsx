import type { ComponentChildren } from "preact";
import { texts } from "../../i18n";
import { canChooseSpeaker } from "../../media/tone";
import type { Room } from "../../meeting/room";
import { pathTo } from "../../route";
import { grant, PICTURES, picture, shortcuts } from "../../settings";
import { Choice, LangChoice, ThemeChoice, Toggle } from "../../ui/choices";
import { DeviceSelect } from "../../ui/device-select";
import { Dialog } from "../../ui/dialog";
import {
  AgendaIcon,
  FullScreenIcon,
  HelpIcon,
  LeaveFullScreenIcon,
  PeopleIcon,
  PlayIcon,
  RecordIcon,
} from "../../ui/icon";
import { SHORTCUTS } from "./keys";
import { canFillScreen, type RoomView } from "./view";

interface MoreProps {
  room: Room;
  view: RoomView;
}

/** Everything that is not done every day. */
export function More({ room, view }: MoreProps) {
  const t = texts.value.room;
  const close = () => {
    view.dialog.value = null;
  };
  return (
    <Dialog title={t.more} kind="side" onClose={close} testId="more-dialog">
      <Acts room={room} view={view} close={close} />
      <Section title={t.devices}>
        <Device kind="camera" />
        <Device kind="microphone" />
        {canChooseSpeaker && <Device kind="speaker" />}
        <Grant />
      </Section>
      <Section title={t.pictureAndLine}>
        <Choice
          label={t.pictureChoice}
          names={t.pictureChoices}
          hints={t.pictureHints}
          order={PICTURES}
          value={picture}
          testId="picture-choice"
          labelHidden
        />
        <p class="faint" data-testid="path" data-path={room.statistics.path}>
          {t.paths[room.statistics.path]}
        </p>
      </Section>
      <Section title={t.settings}>
        <LangChoice />
        <ThemeChoice />
      </Section>
      <Section title={t.help}>
        <Keys />
      </Section>
    </Dialog>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="more-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Acts({ room, view, close }: MoreProps & { close: () => void }) {
  const t = texts.value.room;
  const fullScreen = view.fullScreen.value;
  const meeting = room.state.value?.meeting.id;
  return (
    <div class="more-acts">
      <RecordButton room={room} view={view} />
      <button
        type="button"
        class="button more-roster"
        onClick={() => {
          close();
          view.panel.value = "roster";
        }}
      >
        <PeopleIcon />
        {t.roster}
      </button>
      <button
        type="button"
        class="button"
        id="open-agenda"
        data-testid="agenda-button"
        onClick={() => {
          close();
          view.panel.value = "agenda";
        }}
      >
        <AgendaIcon />
        {texts.value.agenda.title}
      </button>
      {room.state.value?.can.hand !== false && (
        <button
          type="button"
          class="button"
          data-testid="heads-button"
          onClick={() => {
            view.dialog.value = "heads";
          }}
        >
          <PeopleIcon />
          {texts.value.roll.change(room.part.heads.value)}
        </button>
      )}
      {canFillScreen && (
        <button
          type="button"
          class="button"
          data-testid="full-screen"
          onClick={() => {
            close();
            void view.toggleFullScreen();
          }}
        >
          {fullScreen ? <LeaveFullScreenIcon /> : <FullScreenIcon />}
          {fullScreen ? t.leaveFullScreen : t.fullScreen}
        </button>
      )}
      <a class="button" href="/help/trouble" target="_blank" rel="noopener" data-testid="trouble">
        <HelpIcon />
        {texts.value.aid.trouble}
      </a>
      {meeting !== undefined && (
        // In a tab of its own: looking at a recording must not leave the meeting.
        <a class="button" href={pathTo("recordings", meeting)} target="_blank" rel="noopener">
          <PlayIcon />
          {t.recordings}
        </a>
      )}
    </div>
  );
}

function RecordButton({ room, view }: MoreProps) {
  const t = texts.value.room;
  if (!room.state.value?.can.record) return null;
  const { actual, pendingSince } = room.switches.recording.value;
  const label = actual ? t.recordStop : t.recordStart;
  return (
    <button
      type="button"
      class="button"
      data-testid="record"
      aria-busy={pendingSince !== null}
      onClick={() => {
        if (pendingSince === null) view.dialog.value = "record";
      }}
    >
      <RecordIcon />
      {pendingSince === null ? label : t.recordBusy}
    </button>
  );
}

/** Whether the centre may open the microphone: for rooms where nobody sits at the computer. */
function Grant() {
  const t = texts.value.floor;
  return (
    <div class="field">
      <Toggle
        label={t.grant}
        on={grant.value === "on"}
        testId="grant"
        onChange={(on) => {
          grant.value = on ? "on" : "off";
        }}
      />
      <p class="faint">{t.grantHint}</p>
    </div>
  );
}

function Device({ kind }: { kind: "camera" | "microphone" | "speaker" }) {
  return (
    <div class="field">
      <label for={`more-${kind}`}>{texts.value.join[kind]}</label>
      <DeviceSelect kind={kind} id={`more-${kind}`} />
    </div>
  );
}

function Keys() {
  const t = texts.value;
  return (
    <>
      <Toggle
        label={t.room.shortcuts}
        on={shortcuts.value === "on"}
        testId="shortcuts"
        onChange={(on) => {
          shortcuts.value = on ? "on" : "off";
        }}
      />
      <dl class="keys">
        {SHORTCUTS.map(({ key, name }) => (
          <div key={key} class="key">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{name(t)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
