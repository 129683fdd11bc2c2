import { texts } from "../../i18n";
import { local } from "../../media/local";
import { canShare } from "../../media/screen";
import type { Room } from "../../meeting/room";
import type { Standing } from "../../meeting/standing";
import type { Switch } from "../../meeting/switch";
import { HelpLink } from "../../ui/help";
import {
  CameraIcon,
  CameraOffIcon,
  ChatIcon,
  HandIcon,
  LeaveIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  MoreIcon,
  PeopleIcon,
  ShareIcon,
} from "../../ui/icon";
import { TrackLevel } from "../../ui/meter";
import { Act } from "./act";
import { FinishQuestion, LockedQuestion } from "./asked";
import { HeadsQuestion } from "./heads";
import { More } from "./more";
import { LeaveQuestion, RecordQuestion, TakeQuestion } from "./questions";
import { Line, Quality, RecordingMark } from "./standing";
import type { RoomView } from "./view";

interface BarProps {
  room: Room;
  view: RoomView;
}

/** The bottom of the room: where I stand, and the few things one does. */
export function Bar({ room, view, standing }: BarProps & { standing: Standing }) {
  const t = texts.value.room;
  return (
    <footer class="bar">
      <Line room={room} standing={standing} />
      <fieldset class="bar-acts" aria-label={t.controls}>
        <Microphone room={room} view={view} />
        <Camera room={room} />
        <Hand room={room} view={view} />
        <ShareButton room={room} view={view} />
        <RosterButton room={room} view={view} />
        <ChatButton view={view} />
        <Act
          icon={<MoreIcon />}
          label={t.more}
          testId="more"
          onClick={() => {
            view.dialog.value = "more";
          }}
          expands={view.dialog.value === "more"}
        />
        <Act
          icon={<LeaveIcon />}
          label={t.leave}
          testId="leave"
          kind="leave"
          onClick={() => {
            view.dialog.value = "leave";
          }}
        />
      </fieldset>
      <div class="bar-line">
        <RecordingMark room={room} />
        <Quality room={room} />
        <HelpLink kind="quiet not-phone" />
      </div>
      <Dialogs room={room} view={view} />
    </footer>
  );
}

function Dialogs({ room, view }: BarProps) {
  const close = () => {
    view.dialog.value = null;
  };
  return (
    <>
      {view.dialog.value === "more" && <More room={room} view={view} />}
      {view.dialog.value === "leave" && <LeaveQuestion room={room} view={view} />}
      {view.dialog.value === "take" && <TakeQuestion room={room} view={view} />}
      {view.dialog.value === "record" && <RecordQuestion room={room} view={view} />}
      {view.dialog.value === "locked" && <LockedQuestion room={room} view={view} />}
      {view.dialog.value === "finish" && <FinishQuestion room={room} view={view} />}
      {view.dialog.value === "heads" && <HeadsQuestion room={room} onClose={close} />}
    </>
  );
}

/** The server's word, or that it is still to come. */
function stateWord(it: Switch, on: string, off: string): string {
  if (it.pendingSince !== null) return texts.value.room.underWay;
  return it.actual ? on : off;
}

function Microphone({ room, view }: BarProps) {
  const { room: t, floor } = texts.value;
  const it = room.switches.microphone.value;
  const { track, trouble } = local.microphone.value;
  const isLocked = !it.actual && room.part.mic.value?.may_open === false;
  const word = isLocked ? floor.byChair : stateWord(it, t.on, t.off);
  return (
    <Act
      icon={it.actual ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
      label={t.microphone}
      state={trouble === null ? word : t.unavailable}
      pressed={it.actual}
      busy={it.pendingSince !== null}
      kind={isLocked ? "switch locked" : "switch"}
      testId="microphone"
      onClick={() => view.pressMicrophone()}
    >
      {it.actual && track !== null && (
        <span aria-hidden="true">
          <TrackLevel label={texts.value.join.microphoneLevel} track={track} testId="own-level" />
        </span>
      )}
    </Act>
  );
}

function Camera({ room }: { room: Room }) {
  const t = texts.value.room;
  const it = room.switches.camera.value;
  const { trouble } = local.camera.value;
  return (
    <Act
      icon={it.actual ? <CameraIcon /> : <CameraOffIcon />}
      label={t.camera}
      state={trouble === null ? stateWord(it, t.on, t.off) : t.unavailable}
      pressed={it.actual}
      busy={it.pendingSince !== null}
      kind="switch"
      testId="camera"
      onClick={() => void room.toggleCamera()}
    />
  );
}

function Hand({ room, view }: BarProps) {
  const { room: t, floor } = texts.value;
  const it = room.switches.hand.value;
  if (room.state.value?.can.hand === false) return null;
  if (room.part.place.value.kind === "onAir") {
    return (
      <Act
        icon={<HandIcon />}
        label={floor.finish}
        state={floor.finishState}
        testId="finish"
        kind="switch"
        onClick={() => view.pressHand()}
      />
    );
  }
  return (
    <Act
      icon={<HandIcon />}
      label={t.hand}
      state={stateWord(it, t.handUp, t.handDown)}
      pressed={it.actual}
      busy={it.pendingSince !== null}
      kind="switch"
      testId="hand"
      onClick={() => view.pressHand()}
    />
  );
}

function ShareButton({ room, view }: BarProps) {
  const t = texts.value.room;
  const { own, asking } = room.share;
  if (!canShare || room.state.value?.can.share === false) return null;
  const isSharing = own.value !== null;
  return (
    <Act
      icon={<ShareIcon />}
      label={t.share}
      state={isSharing ? t.sharing : t.notSharing}
      pressed={isSharing}
      busy={asking.value}
      kind="switch share"
      testId="share"
      onClick={() => view.toggleShare()}
    />
  );
}

function RosterButton({ room, view }: BarProps) {
  const t = texts.value.room;
  const present = room.state.value?.seats.filter(({ state }) => state === "present").length ?? 0;
  return (
    <Act
      icon={<PeopleIcon />}
      label={t.roster}
      state={String(present)}
      expands={view.panel.value === "roster"}
      testId="roster-button"
      id="open-roster"
      kind="roster-button"
      onClick={() => view.toggle("roster")}
    />
  );
}

function ChatButton({ view }: { view: RoomView }) {
  const t = texts.value.room;
  const unread = view.unread.value;
  return (
    <Act
      icon={<ChatIcon />}
      label={t.chat}
      expands={view.panel.value === "chat"}
      testId="chat-button"
      id="open-chat"
      onClick={() => view.toggle("chat")}
    >
      {unread > 0 && (
        <span class="badge" data-testid="unread">
          <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
          <span class="hidden">{t.unread(unread)}</span>
        </span>
      )}
    </Act>
  );
}
