import { useEffect, useState } from "preact/hooks";
import { show } from "../../debug";
import { texts } from "../../i18n";
import { type End, Room } from "../../meeting/room";
import { onComputer } from "../../stored";
import { useTicking } from "../../ui/ticking";
import { Announcement, Countdown, PlannedStart } from "../room/announcement";
import { Invitation } from "../room/asked";
import { FloorStrip } from "../room/floor";
import { Stage } from "../room/stage";
import { TalkStrip } from "../room/talk";
import { RoomView } from "../room/view";
import { Vote } from "../room/vote";
import { useRemote } from "./remote";
import { comesBackAfter, needsPerson, type Scene, sceneOf } from "./scene";
import { Standby } from "./standby";

interface TvMeetingProps {
  meeting: string;
  token: string;
  /** Asked before the screen tries again after an end: whether this meeting is still the one. */
  onEnd?: (end: End) => Promise<boolean>;
}

/** A meeting on a screen with a remote control or none: in by itself, and back after anything. */
export function TvMeeting({ meeting, token, onEnd }: TvMeetingProps) {
  const [room] = useState(() => new Room(meeting, token));
  const [view] = useState(() => new RoomView(room));
  useEffect(() => {
    show(room);
    room.start();
    return () => {
      show(null);
      room.dispose();
    };
  }, [room]);
  useEffect(() => view.watch(), [view]);
  useRemote(room, view);
  const end = useEnd(room, onEnd);
  const title = useKeptTitle(meeting, room);
  const broken = room.brokenSince.value;
  useTicking(broken !== null);
  const { online, link, media, part } = room;
  const scene = sceneOf({
    end,
    waits: part.waits.value,
    wasLive: room.received.value !== null,
    brokenFor: broken === null ? null : performance.now() - broken,
    unreachable: !online.value || (link.value === "waiting" && media.value !== "live"),
  });
  if (scene === "meeting") return <Meeting room={room} view={view} />;
  if (scene === "ended" && end !== null) return <Over room={room} title={title} end={end} />;
  return <Waiting room={room} title={title} scene={scene} />;
}

/** The meeting. What it asks of the point comes over the picture, and is answered with arrows and OK. */
function Meeting({ room, view }: { room: Room; view: RoomView }) {
  const talk = room.answer.talk.value;
  const isOnAir =
    talk === null && (room.standing.value === "onAir" || room.part.place.value.kind === "onAir");
  return (
    <div class={`room tv ${isOnAir ? "on-air" : ""}`} data-testid="tv" data-scene="meeting">
      <main id="main" class="room-main" tabIndex={-1}>
        <h1 class="hidden">{room.state.value?.meeting.title}</h1>
        <Stage room={room} view={view} tv />
        <Announcement room={room} pictured />
        {talk === null ? <FloorStrip room={room} /> : <TalkStrip room={room} name={talk.name} tv />}
        <Vote room={room} pictured />
        {room.part.mic.value?.invited && !view.invitationSeen.value && (
          <Invitation room={room} view={view} />
        )}
      </main>
    </div>
  );
}

interface WaitingProps {
  room: Room;
  title: string;
  scene: Scene;
}

function Waiting({ room, title, scene }: WaitingProps) {
  const { tv: t, lobby, refusal } = texts.value;
  const why = room.refusal.value;
  if (scene === "lobby") {
    const countdown = room.state.value?.conduct.notices?.countdown ?? null;
    return (
      <Standby title={title} state={lobby.waiting} sentence={t.joiningLobby} scene={scene}>
        {countdown === null ? (
          <PlannedStart room={room} />
        ) : (
          <Countdown room={room} until={countdown} />
        )}
      </Standby>
    );
  }
  if (scene === "lost") {
    const sentence = room.online.value ? t.offline : t.noNetwork;
    return <Standby title={title} sentence={sentence} scene={scene} warns />;
  }
  return (
    <Standby title={title} sentence={why === "busy" ? refusal.busy : t.joining} scene={scene} />
  );
}

/** What an end means to those who look at the screen, and what happens next. */
function words(end: End): readonly [string, string] {
  const { tv: t, end: ended, refusal } = texts.value;
  switch (end) {
    case "over":
      return [t.over, t.overHint];
    case "replaced":
      return [t.replaced, t.replacedHint];
    case "removed":
      return [t.removed, t.removedHint];
    case "left":
      return [ended.title.left, t.replacedHint];
    default:
      return [refusal[end], t.trying];
  }
}

function Over({ room, title, end }: { room: Room; title: string; end: End }) {
  const { end: ended } = texts.value;
  const [sentence, hint] = words(end);
  return (
    <Standby title={title} sentence={`${sentence} ${hint}`} scene="ended" warns={end !== "over"}>
      {needsPerson(end) && (
        <button
          type="button"
          class="button primary large"
          // biome-ignore lint/a11y/noAutofocus: a remote control has nothing but OK
          autoFocus
          data-testid="again"
          onClick={() => room.start()}
        >
          {ended.again}
        </button>
      )}
    </Standby>
  );
}

/** The end that is shown, also while it is tried again; comes back by itself where nobody is fought. */
function useEnd(room: Room, onEnd: TvMeetingProps["onEnd"]): End | null {
  const [last, setLast] = useState<End | null>(null);
  const end = room.end.value;
  const isIn = room.received.value !== null || room.part.waits.value;
  useEffect(() => {
    if (isIn) setLast(null);
    if (end === null) return;
    setLast(end);
    const after = comesBackAfter(end);
    if (after === null) return;
    // A page older than its server has to be loaded anew.
    const again = async () => {
      if (end === "version_unsupported") location.reload();
      // Without an answer it is tried as before.
      else if (onEnd === undefined || (await onEnd(end).catch(() => true))) room.start();
    };
    const timer = window.setTimeout(() => void again(), after);
    return () => window.clearTimeout(timer);
  }, [room, end, isIn]);
  return end ?? (isIn ? null : last);
}

/** The meeting's title, as this screen last knew it: it stands there while nothing can be reached, too. */
function useKeptTitle(meeting: string, room: Room): string {
  const title = room.state.value?.meeting.title;
  useEffect(() => {
    if (title !== undefined) onComputer(`title.${meeting}`).set(title);
  }, [meeting, title]);
  return title ?? onComputer(`title.${meeting}`).get() ?? "";
}
