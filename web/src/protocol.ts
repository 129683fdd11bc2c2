// Generated from signaling/protocol.py by `python -m signaling.typescript`. Do not edit.
// What the messages mean is written in signaling/PROTOCOL.md.

export const VERSION = 1;

export const CHAT_TEXT_MAX = 2000;

export const CHAT_REF_MAX = 64;

export type Lang = "vi" | "en";

export type SeatState = "invited" | "lobby" | "present" | "dropped" | "left";

export type SeatKind = "point" | "source" | "viewer";

export type PictureChoice = "full" | "saver" | "sound";

export type Way = "direct" | "relay-udp" | "relay-tcp" | "relay-tls";

/** Why the server closes the WebSocket. */
export const Close = {
  LEFT: 1000,
  SHUTDOWN: 1001,
  TOO_LARGE: 1009,
  REPLACED: 4000,
  TOKEN: 4001,
  HELLO_MISSING: 4002,
  TOO_SLOW: 4003,
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
] as const;

export type Code = (typeof CODES)[number];

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

/** What a join page needs to know of a meeting. */
export interface MeetingInfo {
  id: string;
  title: string;
  open: boolean;
  point: string | null;
  seats: Seat[];
  ice_servers: IceServer[];
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

/** One recording. `seconds` and `bytes` grow while `state` is `running`. */
export interface RecordingInfo {
  id: string;
  meeting: string;
  title: string;
  started: string;
  seconds: number;
  bytes: number;
  state: "running" | "complete" | "interrupted";
  url: string;
}

/** The recordings of a meeting, newest first. */
export interface RecordingList {
  recordings: RecordingInfo[];
}

/** An error over HTTP (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  detail_vi: string;
  code: Code;
  request_id: string;
}

/** A line of chat; `ref` is the sender's own id of it. */
export interface ChatMessage {
  id: number;
  point: string;
  name: string;
  text: string;
  sent: string;
  ref: string;
}

/** Whether the meeting is being recorded, and since when. */
export interface RecordingStatus {
  on: boolean;
  since: string | null;
  id: string | null;
}

/** The point whose content is shown to all, and since when. */
export interface Sharing {
  point: string;
  since: string;
}

/** The own line over the last 2 s. Losses in percent, bitrates in kbit/s. */
export interface Quality {
  grade: "good" | "fair" | "poor" | "lost";
  loss_up: number;
  loss_down: number;
  rtt_ms: number | null;
  kbps_up: number;
  kbps_down: number;
}

/** What this connection may do; roles fill it later. */
export interface Can {
  record: boolean;
  chat: boolean;
  hand: boolean;
  share: boolean;
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

/** Say something to all. */
export interface ClientChat {
  type: "chat";
  text: string;
  ref: string;
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

/** Begin or end sharing; `take` also where another point shares. */
export interface ClientShare {
  type: "share";
  on: boolean;
  take?: boolean;
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

/** The whole state, after `hello`. */
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

/** Somebody said something. */
export interface ServerChatSaid {
  type: "chat";
  message: ChatMessage;
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
}

/** The server closes next. */
export interface ServerBye {
  type: "bye";
  reason: "replaced" | "left" | "shutdown" | "ended";
  message_vi: string;
  message_en: string;
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
  | ClientPing
  | ClientLeave;

export type ServerMessage =
  | ServerWelcome
  | ServerSeatChanged
  | ServerSpeaking
  | ServerChatSaid
  | ServerRecordingStatusChanged
  | ServerSharingChanged
  | ServerQualityReport
  | ServerAsk
  | ServerMediaState
  | ServerPong
  | ServerError
  | ServerBye;
