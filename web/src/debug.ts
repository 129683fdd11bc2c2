import type { Statistics } from "./media/statistics";
import { noStatistics } from "./media/statistics";
import type { Room } from "./meeting/room";

/** `window.__diemcau`: a read-only look inside for support and browser tests; described in web/README.md. */
export interface Debug {
  readonly state: {
    readonly link: string;
    readonly media: string;
    readonly standing: string;
    readonly end: string | null;
    readonly you: string | null;
    readonly microphone: boolean;
    readonly camera: boolean;
    readonly hand: boolean;
    readonly recording: boolean;
    /** The point that shares. */
    readonly sharing: string | null;
    readonly seats: number;
    readonly speaking: readonly string[];
  } | null;
  readonly stats: Statistics;
}

let current: Room | null = null;

/** The room that `window.__diemcau` shows; null outside of one. */
export function show(room: Room | null): void {
  current = room;
}

export const debug: Debug = Object.freeze({
  get state() {
    return current && stateOf(current);
  },
  get stats() {
    return current?.statistics ?? noStatistics;
  },
});

function stateOf(room: Room): Debug["state"] {
  const { switches } = room;
  const state = room.state.peek();
  return {
    link: room.link.peek(),
    media: room.media.peek(),
    standing: room.standing.peek(),
    end: room.end.peek(),
    you: state?.you ?? null,
    microphone: switches.microphone.peek().actual,
    camera: switches.camera.peek().actual,
    hand: switches.hand.peek().actual,
    recording: switches.recording.peek().actual,
    sharing: state?.sharing?.point ?? null,
    seats: state?.seats.length ?? 0,
    speaking: state?.speaking ?? [],
  };
}
