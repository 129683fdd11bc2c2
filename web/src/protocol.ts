// Generated from signaling/protocol.py by `python -m signaling.typescript`. Do not edit.
// What the messages mean is written in signaling/PROTOCOL.md.

export const CHAT_TEXT_MAX = 2000;

export const CHAT_REF_MAX = 64;

export const VERSION = 1;

export type Mode = "discussion" | "conference" | "lecture";

export type Presence = "room" | "online" | "absent" | "unknown";

export type Basis = "points" | "delegates";

export type Base = "all" | "present" | "cast";

export type Fraction = "half" | "two_thirds";

export type Phase = "planned" | "open" | "closed";

export type SeatState = "invited" | "lobby" | "present" | "dropped" | "left";

export type TurnEnd = "stopped" | "next" | "left" | "closed" | "withdrawn";

export type Grade = "good" | "fair" | "poor" | "lost";

export type Layout = "auto" | "grid" | "side" | "bottom" | "two" | "three" | "lecture" | "full" | "pip" | "content_speaker" | "content_strip" | "custom";

export type BoxPart = "main" | "seat" | "content";

export type Lang = "vi" | "en";

export type SeatKind = "point" | "source" | "viewer";

export type PictureChoice = "full" | "saver" | "sound";

export type Way = "direct" | "relay-udp" | "relay-tcp" | "relay-tls";

export type GivenRole = "administrator" | "operator" | "secretary" | "chair" | "technician" | "delegate" | "viewer";

export type State = "draft" | "announced" | "held" | "cancelled";

export type Seating = "rank" | "tree" | "given";

export type Part = "chair" | "secretary" | "operator";

export type Readers = "all" | "leaders";

export type Scope = "one" | "following" | "all";

/**
 * A point as it is entitled to take part; `delegates` is how many of them sit there.
 *
 * A `room` has granted beforehand that its microphone may be opened from the centre.
 */
export interface Place {
  point: string;
  name: string;
  unit?: string;
  delegates?: number;
  room?: boolean;
}

/**
 * One item of the agenda; `minutes` is the time planned for it, `speaker` who presents it.
 *
 * `unit` is the unit that reports, in words.
 */
export interface AgendaItem {
  id: string;
  title: string;
  minutes?: number;
  speaker?: string;
  unit?: string;
}

/** How many votes an option got. */
export interface Count {
  option: string;
  count: number;
}

/** A rectangle of one's own layout, on a canvas of 160 × 90 units. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
  part?: BoxPart;
  over?: boolean;
}

/** What the fields of a Box that are left out stand for. */
export const BOX_DEFAULTS: Pick<Required<Box>, "part" | "over"> = {
  part: "seat",
  over: false,
};

/** What everybody is to see: who is large, who sits where, what is written beside. */
export interface Scene {
  layout?: Layout;
  boxes?: Box[];
  main?: string[];
  pinned?: string[];
  order?: string[];
  voice?: boolean;
  dwell_s?: number;
  fade?: boolean;
  plates?: boolean;
  header?: boolean;
  ticker?: string;
  even?: boolean;
}

/** What the fields of a Scene that are left out stand for. */
export const SCENE_DEFAULTS: Pick<Required<Scene>, "layout" | "boxes" | "main" | "pinned" | "order" | "voice" | "fade" | "plates" | "header" | "ticker" | "even"> = {
  layout: "auto",
  boxes: [],
  main: [],
  pinned: [],
  order: [],
  voice: false,
  fade: true,
  plates: true,
  header: true,
  ticker: "",
  even: false,
};

/** A scene under a key of the console. */
export interface Preset {
  key: number;
  name: string;
  scene: Scene;
}

/** A scene that some points see in place of the one on air. */
export interface View {
  view: number;
  scene: Scene;
  points: string[];
}

/** Where a point is in the picture, in thousandths of its width and height. */
export interface Spot {
  point: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Open the meeting, or open it again if it was closed by mistake a short while ago. */
export interface ClientOpen {
  type: "meeting.open";
  ref?: string;
}

/** End the meeting for all. */
export interface ClientClose {
  type: "meeting.close";
  ref?: string;
}

/** Refuse points that are not in yet, or let them in again. */
export interface ClientLock {
  type: "meeting.lock";
  ref?: string;
  on: boolean;
}

/** Say who may speak; a lecture needs its lecturer. */
export interface ClientSetMode {
  type: "meeting.mode";
  ref?: string;
  mode: Mode;
  lecturer?: string;
}

/** Have points wait in the lobby, or let all in (those who wait, too). */
export interface ClientHoldLobby {
  type: "lobby.hold";
  ref?: string;
  on: boolean;
}

/** Let points in: these, or all who wait (null). */
export interface ClientAdmit {
  type: "lobby.admit";
  ref?: string;
  points?: string[];
}

/** Send a point out. */
export interface ClientRemove {
  type: "seat.remove";
  ref?: string;
  point: string;
  reason?: string;
}

/** Ask to speak; asked again, only the subject changes. */
export interface ClientRequestFloor {
  type: "floor.request";
  ref?: string;
  subject?: string;
}

/** Ask no more; one who is on air stops. */
export interface ClientWithdrawFloor {
  type: "floor.withdraw";
  ref?: string;
}

/** Take a point out of the queue. */
export interface ClientRejectFloor {
  type: "floor.reject";
  ref?: string;
  point: string;
}

/** Put the queue in an order; it must name exactly those who are in it. */
export interface ClientOrderFloor {
  type: "floor.order";
  ref?: string;
  points: string[];
}

/** Take a point as the next, to be previewed; null is nobody. */
export interface ClientPrepareFloor {
  type: "floor.prepare";
  ref?: string;
  point: string | null;
}

/** Put a point on air in place of who is, or `beside` them. */
export interface ClientCallFloor {
  type: "floor.call";
  ref?: string;
  point: string;
  limit_s?: number;
  beside?: boolean;
}

/** Take a point off the air, or all (null). */
export interface ClientStopFloor {
  type: "floor.stop";
  ref?: string;
  point?: string;
}

/**
 * Take back that these points were taken off the air, in place of who is or `beside` them.
 *
 * Each is as it was, also its microphone, unless it has closed that itself meanwhile. `asked` were
 * called instead of them: their hands go up again where they were.
 */
export interface ClientRestoreFloor {
  type: "floor.restore";
  ref?: string;
  points: string[];
  beside?: boolean;
  asked?: string[];
}

/** Give a speaker another time limit. */
export interface ClientLimitFloor {
  type: "floor.limit";
  ref?: string;
  point: string;
  limit_s: number | null;
}

/** Stop a speaker's clock, or let it run on. */
export interface ClientPauseFloor {
  type: "floor.pause";
  ref?: string;
  point: string;
  on: boolean;
}

/** Switch off the microphones of points, or of all but those on air (null). */
export interface ClientSilence {
  type: "mic.silence";
  ref?: string;
  points?: string[];
}

/** Ask a point to open its microphone; one that has granted it is opened. */
export interface ClientInviteMic {
  type: "mic.invite";
  ref?: string;
  point: string;
}

/** Accept or decline such an invitation. */
export interface ClientAnswerMic {
  type: "mic.answer";
  ref?: string;
  accept: boolean;
}

/** Forbid points to open their microphones, or allow it. */
export interface ClientLockMics {
  type: "mic.lock";
  ref?: string;
  on: boolean;
}

/** Allow, as a meeting room, that the own microphone is opened from the centre. */
export interface ClientGrantMic {
  type: "mic.grant";
  ref?: string;
  on: boolean;
}

/** Change the agenda. */
export interface ClientSetAgenda {
  type: "agenda.set";
  ref?: string;
  items: AgendaItem[];
}

/** Go on to an item of the agenda, or to none (null). */
export interface ClientGoTo {
  type: "agenda.go";
  ref?: string;
  item: string | null;
}

/** Begin a roll call: points that are here are marked at once. */
export interface ClientOpenRoll {
  type: "roll.open";
  ref?: string;
}

/** Say how a point attends. */
export interface ClientMarkRoll {
  type: "roll.mark";
  ref?: string;
  point: string;
  presence: Presence;
  reason?: string;
  heads?: number;
}

/** Say how many sit at the own point. */
export interface ClientReportHeads {
  type: "roll.report";
  ref?: string;
  heads: number;
}

/** Close the roll call: its result is a quorum or is not. */
export interface ClientCloseRoll {
  type: "roll.close";
  ref?: string;
}

/**
 * Put a question to the vote; the first option is the one that has to win.
 *
 * Voters are the points of the roll call. `regardless` of a missing quorum it is not opened
 * unless that is set.
 */
export interface ClientOpenVote {
  type: "vote.open";
  ref?: string;
  question: string;
  options?: string[];
  basis?: Basis;
  secret?: boolean;
  base?: Base;
  share?: Fraction;
  seconds?: number;
  regardless?: boolean;
}

/** Vote: how many votes each option gets, one in all where points are counted. */
export interface ClientCastVote {
  type: "vote.cast";
  ref?: string;
  vote: string;
  counts: Count[];
}

/** Enter, in an open vote, what a point has said by hand or by telephone. */
export interface ClientEnterVote {
  type: "vote.enter";
  ref?: string;
  vote: string;
  point: string;
  counts: Count[];
}

/** Count. */
export interface ClientCloseVote {
  type: "vote.close";
  ref?: string;
  vote: string;
}

/** Give a vote up. */
export interface ClientCancelVote {
  type: "vote.cancel";
  ref?: string;
  vote: string;
}

/** Show a result in the picture, or none (null). */
export interface ClientShowVote {
  type: "vote.show";
  ref?: string;
  vote: string | null;
}

/** Say something in writing: to some points, or to all in the picture (null). */
export interface ClientAnnounce {
  type: "notice.show";
  ref?: string;
  text: string;
  points?: string[];
  bell?: boolean;
  seconds?: number;
}

/** Take the announcement away. */
export interface ClientClearNotice {
  type: "notice.clear";
  ref?: string;
}

/** Count down for so long in the picture; null ends it. */
export interface ClientCountDown {
  type: "countdown";
  ref?: string;
  seconds: number | null;
}

/** Play music while the meeting waits, or nothing. */
export interface ClientHold {
  type: "hold";
  ref?: string;
  music: boolean;
}

/** Speak with a point in private, from one's media session of that name; null ends it. */
export interface ClientTalk {
  type: "talk";
  ref?: string;
  point: string | null;
  session?: string;
}

/** Say whether the own microphone is open for the private talk the point is in. */
export interface ClientAnswerTalk {
  type: "talk.answer";
  ref?: string;
  on: boolean;
}

/** Put a scene on air. */
export interface ClientTakeScene {
  type: "scene.take";
  ref?: string;
  scene: Scene;
}

/** Put the scene of a key on air. */
export interface ClientApplyPreset {
  type: "scene.apply";
  ref?: string;
  key: number;
}

/** Go back to the scene before the last one that was taken. */
export interface ClientUndoScene {
  type: "scene.undo";
  ref?: string;
}

/** Turn a page now. */
export interface ClientTurnPage {
  type: "scene.page";
  ref?: string;
  by?: 1 | -1;
}

/** Keep a scene under a key, in place of what was there. */
export interface ClientSavePreset {
  type: "preset.save";
  ref?: string;
  key: number;
  name: string;
  scene: Scene;
}

/** Give a kept scene another name. */
export interface ClientRenamePreset {
  type: "preset.rename";
  ref?: string;
  key: number;
  name: string;
}

/** Free a key. */
export interface ClientDeletePreset {
  type: "preset.delete";
  ref?: string;
  key: number;
}

/** Show a scene to some points in place of the one on air, until the view is ended. */
export interface ClientShowView {
  type: "view.show";
  ref?: string;
  view: View;
}

/** Have the points of a view see what everybody sees. */
export interface ClientEndView {
  type: "view.end";
  ref?: string;
  view: number;
}

/** Who may come in, and who may speak. */
export interface ServerRulesTold {
  type: "rules";
  phase: Phase;
  mode: Mode;
  lecturer: string;
  chair: string;
  locked: boolean;
  lobby: boolean;
  mics_locked: boolean;
}

/** A point in the queue of those who ask to speak. */
export interface Asked {
  point: string;
  subject: string;
  at: string;
}

/** A point that speaks. `held_ms` is how long its clock stood still, not counting `paused`. */
export interface OnAir {
  point: string;
  subject: string;
  since: string;
  limit_s: number | null;
  held_ms: number;
  paused: string | null;
  warned: boolean;
  over: boolean;
}

/** The queue, who is next, who is on air. */
export interface ServerFloorTold {
  type: "floor";
  queue: Asked[];
  ready: string | null;
  on_air: OnAir[];
}

/** The agenda, and the item that the meeting is at. */
export interface ServerAgendaTold {
  type: "agenda";
  items: AgendaItem[];
  current: string | null;
}

/** What a roll call came to. */
export interface RollResult {
  points: number;
  points_present: number;
  delegates: number;
  delegates_present: number;
  quorum: boolean;
}

/** The roll call as a whole; `result` is that of the last one that was closed. */
export interface ServerRollTold {
  type: "roll";
  open: boolean;
  quorum: Fraction;
  result: RollResult | null;
}

/** How a point attends. */
export interface Marked {
  point: string;
  presence: Presence;
  reason: string;
  heads: number | null;
}

/** Marks of the roll call that are new; the others stay. */
export interface ServerMarksTold {
  type: "marks";
  marks: Marked[];
}

/** What a vote came to. */
export interface VoteResult {
  counts: Count[];
  cast: number;
  present: number;
  total: number;
  passed: boolean;
}

/** A vote: what is asked, how many points may vote and have voted, and what it came to. */
export interface ServerVoteTold {
  type: "vote";
  vote: string;
  question: string;
  options: string[];
  basis: Basis;
  secret: boolean;
  base: Base;
  share: Fraction;
  until: string | null;
  voters: number;
  voted: number;
  cancelled: boolean;
  lost: boolean;
  result: VoteResult | null;
  shown: boolean;
}

/** The own point's part in a vote: its votes, and how it cast them (empty: secret, or not). */
export interface ServerBallotTold {
  type: "ballot";
  vote: string;
  votes: number;
  voted: boolean;
  counts: Count[];
}

/** For who leads: which points may vote and which have. */
export interface ServerVotersTold {
  type: "voters";
  vote: string;
  votes: { [key: string]: number };
  voted: string[];
}

/** What is said in writing. `points` null is all; `until` null is until it is cleared. */
export interface ServerNoticesTold {
  type: "notices";
  text: string;
  points: string[] | null;
  bell: boolean;
  until: string | null;
  countdown: string | null;
  music: boolean;
}

/** The own microphone: whether its switch is off, may be opened, was asked for, is granted. */
export interface ServerMicTold {
  type: "mic";
  muted: boolean;
  may_open: boolean;
  invited: boolean;
  granted: boolean;
}

/**
 * A private talk with the own point, or of the own account with a point.
 *
 * `name` is who speaks at the console and `session` the media session there, "" being the newest;
 * `answered` is whether the point has opened its microphone for it.
 */
export interface ServerTalkTold {
  type: "talk";
  point: string | null;
  name: string;
  session: string;
  answered: boolean;
}

/**
 * For who gives the floor, four times a second: how the point that is next comes in.
 *
 * `level` is its loudest sound in -dBov (0…127), `voice_ms` and `picture_ms` how long ago sound
 * and picture came last; null where none came.
 */
export interface ServerCueTold {
  type: "cue";
  point: string;
  level: number | null;
  voice_ms: number | null;
  picture_ms: number | null;
}

/**
 * A line of the log in words: `text` in Vietnamese, in which the record is kept.
 *
 * `minor` is what minutes leave out.
 */
export interface CourseLine {
  seq: number;
  at: string;
  who: string;
  text: string;
  text_en: string;
  minor: boolean;
}

/** For who leads: a line of the log, as it is written. `what` is the event's type. */
export interface ServerEntryTold {
  type: "entry";
  what: string;
  line: CourseLine;
}

/** An act was carried out; `seq` is the last line of the log that it made. */
export interface ServerDone {
  type: "done";
  ref: string;
  seq: number;
}

/**
 * A point in the tree: the names of its units from the root down, its delegates.
 *
 * By rank, province before districts before communes, points stand by `rank`, `order` and name.
 */
export interface Listed {
  point: string;
  path: string[];
  rank: number;
  order: number;
  delegates: number;
}

/** For consoles: where in the tree points stand. Those not named stay as they were told. */
export interface ServerRosterTold {
  type: "roster";
  points: Listed[];
}

/** How a point's line does: the worse loss of both directions in percent, the round trip. */
export interface LineHealth {
  point: string;
  grade: Grade;
  loss: number;
  rtt_ms: number | null;
}

/** For consoles: lines that have changed, at most every 2 s; the others stay. */
export interface ServerHealthTold {
  type: "health";
  points: LineHealth[];
}

/**
 * For consoles: the scene on air, the key it is kept under, and what all keys have.
 *
 * `undo`: there is a scene to go back to.
 */
export interface ServerSceneTold {
  type: "scene";
  scene: Scene;
  key: number | null;
  undo: boolean;
  presets: Preset[];
}

/**
 * For consoles: who is in the picture and where, page by page, and who has not been yet.
 *
 * `content` is where what a point shares is in the console's own picture.
 */
export interface ServerProgramTold {
  type: "program";
  spots: Spot[];
  page: number;
  pages: number;
  unseen: string[];
  content: Spot | null;
}

/**
 * A scene that some points see in place of the one on air.
 *
 * `view` is its number, 0 where the mode gives it to who lectures. `state`: it is `shown`; nobody
 * is there for it, so it `rests`; or the server has `no_room` for it.
 */
export interface ViewTold {
  view: number;
  scene: Scene;
  points: string[];
  state: "shown" | "rests" | "no_room";
}

/** For consoles: all who see something else than the scene on air. */
export interface ServerViewsTold {
  type: "views";
  views: ViewTold[];
}

/** A file in a line of chat; `id` is where it is to be had. */
export interface ChatFile {
  id: string;
  name: string;
  bytes: number;
}

/**
 * A line of chat; `ref` is the sender's own id of it, `point` "" where that is a console.
 *
 * `to` is "" for all, a point, or "@operators". `question` asks for an answer.
 */
export interface ChatMessage {
  id: number;
  point: string;
  name: string;
  text: string;
  sent: string;
  ref: string;
  to: string;
  question: boolean;
  file: ChatFile | null;
}

/** Say something in writing, or send a file that has been brought up before. */
export interface ClientChat {
  type: "chat";
  text: string;
  ref: string;
  to?: string;
  question?: boolean;
  file?: string;
}

/** Somebody said something. */
export interface ServerChatSaid {
  type: "chat";
  message: ChatMessage;
}

/** A place on what is shared, in ten-thousandths of its width and height. */
export interface Pointed {
  x: number;
  y: number;
}

/** Point at what is shared; None: no more. */
export interface ClientPointer {
  type: "pointer";
  at: Pointed | null;
}

/** Somebody points at what is shared; `point` is "" for one at a console. None: nobody does. */
export interface ServerPointerMoved {
  type: "pointer";
  at: Pointed | null;
  point: string;
  name: string;
}

/** Why the server closes the WebSocket. */
export const Close = {
  LEFT: 1000,
  SHUTDOWN: 1001,
  TOO_LARGE: 1009,
  REPLACED: 4000,
  TOKEN: 4001,
  HELLO_MISSING: 4002,
  TOO_SLOW: 4003,
  RENEWED: 4005,
  RATE_LIMITED: 4008,
} as const;

/** Every stable error code, of HTTP and of the WebSocket. */
export const CODES = [
  "sdp_invalid",
  "token_missing",
  "token_invalid",
  "token_expired",
  "token_other_meeting",
  "token_other_kind",
  "origin_refused",
  "forbidden",
  "meeting_unknown",
  "point_unknown",
  "point_taken",
  "session_unknown",
  "recording_unknown",
  "not_found",
  "method_not_allowed",
  "etag_mismatch",
  "etag_missing",
  "body_too_large",
  "media_type",
  "request_invalid",
  "rate_limited",
  "busy",
  "internal",
  "message_invalid",
  "hello_missing",
  "version_unsupported",
  "recording_failed",
  "sharing_taken",
  "meeting_closed",
  "meeting_locked",
  "meeting_cancelled",
  "meeting_full",
  "meeting_elsewhere",
  "lobby_waiting",
  "seat_absent",
  "not_on_air",
  "turn_over",
  "queue_changed",
  "mic_locked",
  "mode_forbids",
  "not_invited",
  "agenda_unknown",
  "roll_open",
  "roll_closed",
  "quorum_missing",
  "vote_running",
  "vote_unknown",
  "vote_closed",
  "not_entitled",
  "already_voted",
  "ballot_invalid",
  "talk_taken",
  "scene_boxes",
  "scene_small",
  "scene_outside",
  "scene_overlap",
  "scene_first",
  "view_no_room",
  "preset_unknown",
  "login_needed",
  "login_failed",
  "login_delayed",
  "not_permitted",
  "account_unknown",
  "account_exists",
  "last_administrator",
  "password_weak",
  "unit_unknown",
  "unit_cycle",
  "unit_in_use",
  "code_taken",
  "emblem_invalid",
  "emblem_too_large",
  "point_not_listed",
  "key_unknown",
  "sign_on_failed",
  "sign_on_away",
  "plan_changed",
  "plan_state",
  "plan_invalid",
  "paper_unknown",
  "paper_invalid",
  "paper_too_large",
] as const;

export type Code = (typeof CODES)[number];

/** What a command needs. */
export const RIGHTS = [
  "conduct",
  "floor",
  "microphones",
  "admit",
  "agenda",
  "roll_call",
  "votes",
  "notices",
  "scene",
  "pointer",
  "talk",
  "record",
  "share",
  "chat",
  "take_part",
] as const;

export type Right = (typeof RIGHTS)[number];

/** One point's place in the meeting. */
export interface Seat {
  point: string;
  name: string;
  unit: string;
  state: SeatState;
  muted: boolean;
  camera: boolean;
  hand_since: string | null;
  kind: SeatKind;
  order: number;
}

/**
 * An entry of RTCConfiguration.iceServers (W3C WebRTC, section 4.2.2).
 *
 * Absent members are left out, because a browser takes a null for the text "null".
 */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/**
 * What a join page needs to know of a meeting.
 *
 * `muted` and `camera`: how the meeting wants microphones and cameras when points come in.
 */
export interface MeetingInfo {
  id: string;
  title: string;
  open: boolean;
  point: string | null;
  seats: Seat[];
  ice_servers: IceServer[];
  muted: boolean;
  camera: boolean;
}

/** One line of `MeetingList`. */
export interface MeetingSummary {
  id: string;
  title: string;
  present: number;
}

/** The meetings that may be joined without a link. */
export interface MeetingList {
  meetings: MeetingSummary[];
}

/** Ask for a token of a point in an open meeting. */
export interface TokenRequest {
  point: string;
}

/** A join token. */
export interface TokenReply {
  token: string;
}

/** The course of a meeting in words, from its log. */
export interface Course {
  lines: CourseLine[];
}

/**
 * One recording.
 *
 * `seconds` and `bytes` grow while `state` is `running`. While it is `recovering` what a crash has
 * left is being finished: `seconds` is 0, and `bytes` what the file has so far.
 */
export interface RecordingInfo {
  id: string;
  meeting: string;
  title: string;
  started: string;
  seconds: number;
  bytes: number;
  state: "running" | "recovering" | "complete" | "interrupted";
  url: string;
}

/** The recordings of a meeting, newest first. */
export interface RecordingList {
  recordings: RecordingInfo[];
}

/** A still that was kept of a point at the roll call, with the SHA-256 of its file. */
export interface EvidenceInfo {
  point: string;
  file: string;
  sha256: string;
}

/** The stills of a roll call, in the order of the points. */
export interface EvidenceList {
  evidence: EvidenceInfo[];
}

/**
 * An error over HTTP (RFC 9457).
 *
 * `field` is the part of the body that is wrong, such as `plan.agenda[2].title`, "" if it is none.
 * `phone` is whom to call who can do nothing else, "" if he can or nobody is named.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  detail_vi: string;
  code: Code;
  request_id: string;
  field: string;
  phone: string;
}

/** Whether the meeting is being recorded, and since when. */
export interface RecordingStatus {
  on: boolean;
  since: string | null;
  id: string | null;
}

/** The point whose content is shown to all, and since when; pages, or a `film`. */
export interface Sharing {
  point: string;
  since: string;
  film: boolean;
}

/** The own line over the last 2 s. Losses in percent, bitrates in kbit/s. */
export interface Quality {
  grade: Grade;
  loss_up: number;
  loss_down: number;
  rtt_ms: number | null;
  kbps_up: number;
  kbps_down: number;
}

/** What this connection may do; `rights` are all of it, the others what a point's page asks. */
export interface Can {
  record: boolean;
  chat: boolean;
  hand: boolean;
  share: boolean;
  rights: Right[];
}

/** First message of a connection. */
export interface ClientHello {
  type: "hello";
  token: string;
  version: number;
  lang?: Lang;
}

/** Own microphone. */
export interface ClientMute {
  type: "mute";
  muted: boolean;
}

/** Own camera. */
export interface ClientCamera {
  type: "camera";
  on: boolean;
}

/** Raise or lower the own hand. */
export interface ClientHand {
  type: "hand";
  raised: boolean;
}

/** Start or stop the recording. */
export interface ClientRecord {
  type: "record";
  on: boolean;
}

/** How much of the mixed picture the point wants to receive. */
export interface ClientPicture {
  type: "picture";
  choice: PictureChoice;
}

/** How the client's media reaches the server: straight, or by a TURN server. */
export interface ClientMediaPath {
  type: "path";
  way: Way;
}

/** Begin or end sharing, or say that it is a `film`; `take` also where another point shares. */
export interface ClientShare {
  type: "share";
  on: boolean;
  take?: boolean;
  film?: boolean;
}

/** Heartbeat of the client; `t` is its own clock. */
export interface ClientPing {
  type: "ping";
  t: number;
}

/** Leave the meeting for good. */
export interface ClientLeave {
  type: "leave";
}

/**
 * The whole state, after `hello`. `you` is the own point, "" for a console.
 *
 * `starts` is when the meeting is to begin by its plan.
 */
export interface ServerWelcome {
  type: "welcome";
  meeting: MeetingSummary;
  you: string;
  seats: Seat[];
  recording: RecordingStatus;
  sharing: Sharing | null;
  chat: ChatMessage[];
  speaking: string[];
  server_time: string;
  can: Can;
  starts: string | null;
}

/** A seat changed or is new. */
export interface ServerSeatChanged {
  type: "seat";
  seat: Seat;
}

/** Who speaks, loudest first. */
export interface ServerSpeaking {
  type: "speaking";
  points: string[];
}

/** The recording started or ended. */
export interface ServerRecordingStatusChanged {
  type: "recording";
  recording: RecordingStatus;
}

/** Who shares changed; None is nobody. */
export interface ServerSharingChanged {
  type: "sharing";
  sharing: Sharing | null;
}

/** The own line. */
export interface ServerQualityReport {
  type: "quality";
  quality: Quality;
}

/** The picture that the own tile shows: pixels, pictures a second, kbit/s at most. */
export interface PictureAsked {
  width: number;
  height: number;
  fps: number;
  kbps: number;
}

/**
 * What can be used of the own camera (None: nothing) and microphone.
 *
 * `narrow`: the voice is to take little, for the line carries little else.
 */
export interface ServerAsk {
  type: "ask";
  picture: PictureAsked | null;
  audio: boolean;
  narrow: boolean;
}

/** The own media session connected or ended. */
export interface ServerMediaState {
  type: "media";
  session: string;
  state: "connected" | "ended";
  reason: string;
}

/** Answer to `ping`. */
export interface ServerPong {
  type: "pong";
  t: number;
}

/** A message could not be carried out. */
export interface ServerError {
  type: "error";
  code: Code;
  message_vi: string;
  message_en: string;
  about: string;
  ref: string;
}

/** The server closes next. */
export interface ServerBye {
  type: "bye";
  reason: "replaced" | "left" | "removed" | "shutdown" | "ended";
  message_vi: string;
  message_en: string;
}

/** What is done outside of a meeting. `Right` is what is done in one. */
export const OFFICES = [
  "users",
  "directory",
  "schedule",
  "look",
  "read",
  "audit",
] as const;

export type Office = (typeof OFFICES)[number];

/** A role over a unit and all below it; None is over everything. */
export interface RoleGiven {
  role: GivenRole;
  unit: string | null;
}

/** An account. `password`: it may log in with one, not only by single sign-on. */
export interface Account {
  name: string;
  display_name: string;
  lang: Lang;
  disabled: boolean;
  password: boolean;
  grants: RoleGiven[];
  created: string;
}

/**
 * Whoever asks: the account logged in, None if there is none, and what it may do somewhere.
 *
 * `sign_on`: another system can be asked to log in (`/api/sign-on`).
 */
export interface Visitor {
  account: Account | null;
  rights: Right[];
  offices: Office[];
  sign_on: boolean;
}

/** A name, in any case, and its password. */
export interface LoginRequest {
  name: string;
  password: string;
}

/** Where the browser goes after single sign-on: a path of this site. */
export interface SignOnQuery {
  next: string;
}

/** With what the provider sends a browser back (OpenID Connect Core 3.1.2.5, RFC 9207). */
export interface SignOnAnswer {
  state: string;
  code: string | null;
  error: string;
  iss: string | null;
}

/** Another password for oneself; all other browsers are logged out. */
export interface OwnPassword {
  current: string;
  password: string;
}

/** What an account changes about itself. */
export interface OwnChange {
  lang: Lang;
}

/** The accounts that the asker may manage, by name. */
export interface AccountList {
  accounts: Account[];
}

/** An account to be made; without a password it needs single sign-on. */
export interface NewAccount {
  name: string;
  display_name: string;
  password?: string;
  lang?: Lang;
  grants?: RoleGiven[];
}

/** What is to be another; what is left out stays. */
export interface AccountChange {
  display_name?: string;
  lang?: Lang;
  disabled?: boolean;
}

/** All roles of an account, instead of those it had. */
export interface Grants {
  grants: RoleGiven[];
}

/** A password that somebody else has set. */
export interface NewPassword {
  password: string;
}

/** Who (`account`, "" is nobody known) did what to what, when, from where; what came of it. */
export interface AuditLine {
  id: number;
  at: string;
  account: string;
  address: string;
  act: string;
  object: string;
  result: string;
  detail: string;
}

/** Which page of the audit log: lines before one, of all accounts or of one. */
export interface AuditQuery {
  limit: number;
  before: number | null;
  account: string | null;
}

/** Lines, newest first; `older` says whether there are more before the last of them. */
export interface AuditPage {
  lines: AuditLine[];
  older: boolean;
}

/**
 * A unit. `points` counts those of the unit itself; `may_change` is the asker's.
 *
 * `emblem` is the digest of its own emblem, "" where it has none.
 */
export interface UnitInfo {
  id: string;
  parent: string | null;
  level: number;
  name: string;
  order: number;
  retired: boolean;
  points: number;
  may_change: boolean;
  emblem: string;
}

/** The units that the asker sees, parents first, as they are listed. */
export interface UnitList {
  units: UnitInfo[];
  may_add_root: boolean;
}

/** Make a unit below `parent`, or a root. */
export interface NewUnit {
  id: string;
  parent?: string;
  name: string;
  order?: number;
}

/** Change what is named: call, arrange, move, retire a unit. */
export interface UnitChange {
  name?: string;
  order?: number;
  parent?: string | null;
  retired?: boolean;
}

/** A point with everything that is known of it. `unit_name` is "" without a unit. */
export interface PointInfo {
  id: string;
  unit: string | null;
  unit_name: string;
  name: string;
  short_name: string;
  order: number;
  retired: boolean;
  contact_name: string;
  contact_phone: string;
  technician_name: string;
  technician_phone: string;
  line_operator: string;
  line_kbps: number | null;
  line_note: string;
  backup_operator: string;
  backup_kbps: number | null;
  backup_note: string;
  delegates: number;
  room: boolean;
  keys: number;
  may_change: boolean;
}

/** Which points: what they are called, below which unit, and `retired` "1" those that are. */
export interface PointQuery {
  q: string;
  unit: string;
  retired: string;
  limit: number;
  offset: number;
}

/** Points from `offset` on, in the order of their units; `total` is how many were found. */
export interface PointPage {
  points: PointInfo[];
  total: number;
  offset: number;
}

/** What a point is to be. A short name that is left out is the name's beginning. */
export interface PointDraft {
  unit?: string | null;
  name?: string;
  short_name?: string;
  order?: number;
  retired?: boolean;
  contact_name?: string;
  contact_phone?: string;
  technician_name?: string;
  technician_phone?: string;
  line_operator?: string;
  line_kbps?: number | null;
  line_note?: string;
  backup_operator?: string;
  backup_kbps?: number | null;
  backup_note?: string;
  delegates?: number;
  room?: boolean;
}

/** Make a point; name and unit are needed. */
export interface NewPoint {
  unit: string | null;
  name: string;
  short_name?: string;
  order?: number;
  retired?: boolean;
  contact_name?: string;
  contact_phone?: string;
  technician_name?: string;
  technician_phone?: string;
  line_operator?: string;
  line_kbps?: number | null;
  line_note?: string;
  backup_operator?: string;
  backup_kbps?: number | null;
  backup_note?: string;
  delegates?: number;
  room?: boolean;
  id: string;
}

/** A join key, whose secret nobody can be told again. */
export interface KeyInfo {
  id: string;
  label: string;
  created: string;
  created_by: string;
  revoked: string | null;
  used: string | null;
}

/** The keys of a point, newest first. */
export interface KeyList {
  keys: KeyInfo[];
}

/** Make a key, in place of the one that is renewed. */
export interface NewKey {
  label: string;
  renews?: string;
}

/** A new key, told this once: its link, and that as a QR code (an SVG as data URL). */
export interface KeySheet {
  key: KeyInfo;
  link: string;
  qr: string;
  phone: string;
}

/** A point's device asks which meetings its key opens now. */
export interface KeyRequest {
  key: string;
}

/** A meeting of a point, which may come from `opens` on; null if it was never planned. */
export interface KeyMeeting {
  id: string;
  title: string;
  starts: string | null;
  opens: string | null;
}

/**
 * The point of a key, and the meetings that are near or on, soonest first.
 *
 * `next` is the one that opens after them. `test` is a meeting of the point alone, to try its
 * equipment at any time.
 */
export interface KeyReply {
  point: string;
  name: string;
  unit: string;
  phone: string;
  meetings: KeyMeeting[];
  next: KeyMeeting | null;
  test: string;
}

/** Exchange a key for a join token of one of its meetings. */
export interface KeyTokenRequest {
  key: string;
  meeting: string;
}

/** A row of a file that was not taken. Row 0 is the file as a whole; `column` may be "". */
export interface Rejection {
  row: number;
  column: string;
  value: string;
  code: string;
  message_vi: string;
  message_en: string;
}

/** How a file is imported: `dry` "1" only looks, `accept` "good" leaves bad rows out. */
export interface ImportQuery {
  dry: string;
  accept: "all" | "good";
}

/** What an import did, or would do (`applied` false). */
export interface ImportReport {
  applied: boolean;
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  columns: string[];
  ignored: string[];
  rejected: Rejection[];
}

/**
 * A point that is invited, how many delegates are entitled there, and whether it is a room.
 *
 * A room lets the centre open its microphone. What is null is as the directory has it.
 */
export interface InvitedPoint {
  point: string;
  delegates: number | null;
  room: boolean | null;
}

/** One item of the agenda; `id` "" is a new one, `unit` who reports. */
export interface AgendaLine {
  id: string;
  title: string;
  minutes: number | null;
  speaker: string;
  unit: string;
}

/** Somebody with an account, and the part in this meeting. */
export interface Person {
  account: string;
  part: Part;
}

/**
 * How a meeting repeats: a rule of RFC 5545 and the days in Vietnam without one.
 *
 * Of a meeting in a series: as it goes on from that meeting.
 */
export interface Repeat {
  rule: string;
  without: string[];
}

/**
 * A meeting as it is planned.
 *
 * `host` is the unit that holds it, `chair` the point of the chair, `units` those whose points are
 * all invited, with all below; `limit` 0 is any number of points. With `emblem` that of `host`, or
 * the nearest above it, is in the picture.
 */
export interface MeetingDraft {
  title: string;
  starts: string;
  minutes: number;
  host: string;
  notes: string;
  mode: Mode;
  chair: string;
  lobby: boolean;
  muted: boolean;
  camera: boolean;
  emblem: boolean;
  limit: number;
  quorum: Fraction;
  seating: Seating;
  points: InvitedPoint[];
  units: string[];
  agenda: AgendaLine[];
  people: Person[];
  repeat: Repeat | null;
}

/**
 * A plan in place of the one whose `version` was read.
 *
 * Of a series, with `scope`, the others change as this one does: in what is another than before.
 * What was held or runs stays as it is. Where time or repetition change, those that are to be held
 * follow the new rule, and those that it has no day for are cancelled.
 */
export interface PlanChange {
  version: number;
  plan: MeetingDraft;
  scope: Scope;
}

/**
 * Announce a meeting, take the announcement back, or cancel it.
 *
 * A series of which the following, or all, are cancelled has no more meetings from there on, until
 * they are announced again.
 */
export interface StateChange {
  state: "draft" | "announced" | "cancelled";
  scope?: Scope;
}

/**
 * A PDF file of a meeting. `item` is the agenda item it belongs to, "" for all.
 *
 * `url` opens it for some hours; `sha256` is in hex.
 */
export interface Paper {
  id: string;
  title: string;
  item: string;
  readers: Readers;
  bytes: number;
  sha256: string;
  added: string;
  url: string;
}

/** The papers of a meeting that the asker may read, in the order of the agenda. */
export interface PaperList {
  papers: Paper[];
}

/** An invited point in words, in the order of the seats. */
export interface InvitedName {
  point: string;
  name: string;
  unit: string;
  delegates: number;
  room: boolean;
}

/** A planned meeting. `version` grows with each change; `series` is "" for one that is alone. */
export interface MeetingPlan {
  id: string;
  state: State;
  version: number;
  series: string;
  host_name: string;
  may_change: boolean;
  plan: MeetingDraft;
  places: InvitedName[];
  papers: Paper[];
}

/**
 * A meeting in a list. One of a series that is yet to come has no `id`, but `nearest`: the
 * meeting of the series at which those to come can be changed.
 *
 * `running`: it was opened, or points are there already.
 */
export interface PlanLine {
  id: string;
  title: string;
  starts: string;
  minutes: number;
  state: State;
  mode: Mode;
  host: string;
  host_name: string;
  series: string;
  points: number;
  part: string;
  running: boolean;
  nearest: string;
}

/** Meetings by their start. */
export interface PlanList {
  meetings: PlanLine[];
}

/** What was made. */
export interface Draft {
  id: string;
  version: number;
}

/** From when until when to list; from now on for 60 days if nothing is said. */
export interface ListQuery {
  since: string | null;
  until: string | null;
}

/** Whose calendar file; "" is the one for all. */
export interface CalendarQuery {
  point: string;
}

/** What a file is. */
export interface PaperQuery {
  title: string;
  item: string;
  readers: Readers;
}

/** Whom to find: words of a name, with or without diacritics; `unit` "" is any unit. */
export interface PeopleQuery {
  q: string;
  unit: string;
}

/** Somebody who may be given a part: his account, his name, the units that he has roles over. */
export interface FoundPerson {
  account: string;
  name: string;
  units: string[];
}

/** Those who were found, by their names; `more` if there are others. */
export interface PeopleFound {
  people: FoundPerson[];
  more: boolean;
}

/** The key of a paper's address, and whether it is to be kept as a file. */
export interface KeyQuery {
  k: string;
  download: string | null;
}

export type ClientMessage =
  | ClientHello
  | ClientMute
  | ClientCamera
  | ClientHand
  | ClientChat
  | ClientRecord
  | ClientPicture
  | ClientMediaPath
  | ClientShare
  | ClientPointer
  | ClientPing
  | ClientLeave
  | ClientOpen
  | ClientClose
  | ClientLock
  | ClientSetMode
  | ClientHoldLobby
  | ClientAdmit
  | ClientRemove
  | ClientRequestFloor
  | ClientWithdrawFloor
  | ClientRejectFloor
  | ClientOrderFloor
  | ClientPrepareFloor
  | ClientCallFloor
  | ClientStopFloor
  | ClientRestoreFloor
  | ClientLimitFloor
  | ClientPauseFloor
  | ClientSilence
  | ClientInviteMic
  | ClientAnswerMic
  | ClientLockMics
  | ClientGrantMic
  | ClientSetAgenda
  | ClientGoTo
  | ClientOpenRoll
  | ClientMarkRoll
  | ClientReportHeads
  | ClientCloseRoll
  | ClientOpenVote
  | ClientCastVote
  | ClientEnterVote
  | ClientCloseVote
  | ClientCancelVote
  | ClientShowVote
  | ClientAnnounce
  | ClientClearNotice
  | ClientCountDown
  | ClientHold
  | ClientTalk
  | ClientAnswerTalk
  | ClientTakeScene
  | ClientApplyPreset
  | ClientUndoScene
  | ClientTurnPage
  | ClientSavePreset
  | ClientRenamePreset
  | ClientDeletePreset
  | ClientShowView
  | ClientEndView;

export type ServerMessage =
  | ServerWelcome
  | ServerSeatChanged
  | ServerSpeaking
  | ServerChatSaid
  | ServerRecordingStatusChanged
  | ServerSharingChanged
  | ServerPointerMoved
  | ServerQualityReport
  | ServerAsk
  | ServerMediaState
  | ServerPong
  | ServerError
  | ServerBye
  | ServerRulesTold
  | ServerFloorTold
  | ServerAgendaTold
  | ServerRollTold
  | ServerMarksTold
  | ServerVoteTold
  | ServerBallotTold
  | ServerVotersTold
  | ServerNoticesTold
  | ServerMicTold
  | ServerTalkTold
  | ServerCueTold
  | ServerEntryTold
  | ServerRosterTold
  | ServerHealthTold
  | ServerSceneTold
  | ServerProgramTold
  | ServerViewsTold
  | ServerDone;
