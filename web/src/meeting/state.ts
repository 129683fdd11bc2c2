import { fold } from "../fold";
import { brief } from "../i18n/brief";
import type {
  Can,
  ChatMessage,
  MeetingSummary,
  Quality,
  RecordingStatus,
  Seat,
  ServerMessage,
  Sharing,
} from "../protocol";
import { anew, applyConduct, type Conduct, UNTOLD } from "./conduct";

/** The meeting as the server tells it; changed by its messages only. */
export interface MeetingState {
  readonly meeting: MeetingSummary;
  readonly you: string;
  /** In the order of the picture. */
  readonly seats: readonly Seat[];
  readonly speaking: readonly string[];
  readonly recording: RecordingStatus;
  /** Whose content is shown to all; null is nobody's. */
  readonly sharing: Sharing | null;
  /** Oldest first. */
  readonly chat: readonly ChatMessage[];
  readonly quality: Quality | null;
  readonly can: Can;
  /** When it is to begin by its plan; null for a meeting without one. */
  readonly starts: string | null;
  readonly conduct: Conduct;
}

/** A room PC stays in a meeting for a day: the page keeps this many lines. */
const CHAT_KEPT = 500;

/** The state after a message; null until the server has welcomed us. */
export function apply(state: MeetingState | null, message: ServerMessage): MeetingState | null {
  if (message.type === "welcome") {
    const { type: _, server_time: __, seats, chat, ...rest } = message;
    const merged = mergeChat(state?.chat ?? [], chat);
    return {
      ...rest,
      seats: inOrder(seats),
      chat: merged,
      quality: state?.quality ?? null,
      conduct: anew(state?.conduct ?? UNTOLD),
    };
  }
  if (state === null) return null;
  switch (message.type) {
    case "seat":
      return { ...state, seats: withSeat(state.seats, message.seat) };
    case "speaking":
      return { ...state, speaking: message.points };
    case "recording":
      return { ...state, recording: message.recording };
    case "sharing":
      return { ...state, sharing: message.sharing };
    case "quality":
      return { ...state, quality: message.quality };
    case "chat":
      return { ...state, chat: mergeChat(state.chat, [message.message]) };
    default:
      return { ...state, conduct: applyConduct(state.conduct, message) };
  }
}

/** Most changes move nobody: to put hundreds in order takes long, and all may be muted at once. */
function withSeat(seats: readonly Seat[], seat: Seat): readonly Seat[] {
  const at = seats.findIndex(({ point }) => point === seat.point);
  const before = seats[at];
  if (before?.order === seat.order && before.name === seat.name) return seats.with(at, seat);
  return inOrder([...seats.filter(({ point }) => point !== seat.point), seat]);
}

function inOrder(seats: readonly Seat[]): readonly Seat[] {
  return [...seats].sort((a, b) => a.order - b.order || a.name.localeCompare(b.name, "vi"));
}

/** After a reconnect the server repeats its last lines: each is shown once. */
function mergeChat(old: readonly ChatMessage[], more: readonly ChatMessage[]): ChatMessage[] {
  const known = new Set(old.map((line) => line.id));
  return [...old, ...more.filter((line) => !known.has(line.id))].slice(-CHAT_KEPT);
}

export function ownSeat(state: MeetingState | null): Seat | null {
  return state?.seats.find((seat) => seat.point === state.you) ?? null;
}

/** The unit a point is listed under, or "" where its own name says it: "UBND huyện Ý Yên". */
export function unitOf(seat: Seat): string {
  return fold(seat.name).includes(fold(seat.unit)) ? "" : seat.unit;
}

/**
 * What points are called where nothing else tells them apart, by point: districts have communes of one name, and a
 * message or a turn must not go to the wrong one.
 */
export function calledOf(seats: readonly Seat[]): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const { name } of seats) times.set(name, (times.get(name) ?? 0) + 1);
  const called = (seat: Seat) =>
    brief(times.get(seat.name) === 1 || !seat.unit ? seat.name : `${seat.name}, ${seat.unit}`);
  return new Map(seats.map((seat) => [seat.point, called(seat)]));
}

/** The roster's groups: hands in the order they went up, then those present, then the others. */
export interface Roster {
  readonly hands: readonly Seat[];
  readonly present: readonly Seat[];
  readonly away: readonly Seat[];
}

export function rosterOf(seats: readonly Seat[]): Roster {
  const present = seats.filter((seat) => seat.state === "present");
  const since = (seat: Seat) => Date.parse(seat.hand_since ?? "");
  return {
    hands: present.filter((seat) => seat.hand_since !== null).sort((a, b) => since(a) - since(b)),
    present: present.filter((seat) => seat.hand_since === null),
    away: seats.filter((seat) => seat.state !== "present"),
  };
}
