import type { Phase } from "../control/link";
import type { MediaPhase } from "../media/supervisor";
import type { Trouble } from "../media/trouble";
import type { Place } from "./floor";
import type { Switch } from "./switch";

/** Where I stand, in one line; nobody may ever wonder "do they hear me?". The worst news wins. */
export type Standing =
  | "joining"
  | "offline"
  | "reconnecting"
  | "controlLost"
  | "private"
  | "privateShut"
  | "opening"
  | "closing"
  | "noMicrophone"
  | "deadMicrophone"
  | "calledMuted"
  | "invited"
  | "next"
  | "talkingMuted"
  | "talkingLocked"
  | "queued"
  | "locked"
  | "muted"
  | "onAir"
  | "open";

export interface Situation {
  /** What the browser says of the network. */
  readonly online: boolean;
  readonly link: Phase;
  readonly media: MediaPhase;
  /** The picture has been live at least once. */
  readonly wasLive: boolean;
  /** `actual` and `wanted` are true while the microphone is open. */
  readonly microphone: Switch;
  readonly trouble: Trouble | null;
  /** The mixer hears us speak. */
  readonly heard: boolean;
  /** The own microphone picks speech up. */
  readonly talking: boolean;
  /** The own microphone gives exact silence. */
  readonly dead: boolean;
  /** Where we stand with the floor. */
  readonly place: Place["kind"];
  /** The rules let us open the microphone. */
  readonly mayOpen: boolean;
  /** We have been asked to open it. */
  readonly invited: boolean;
  /** The private talk with the centre, and whether our microphone is open for it. */
  readonly talk: "none" | "open" | "shut";
}

export function standing(now: Situation): Standing {
  if (!now.online) return "offline";
  if (now.media !== "live") {
    // A renewed path is quick, and the picture often does not even stop.
    if (now.wasLive) return "reconnecting";
    return "joining";
  }
  if (now.link !== "open") return now.wasLive ? "controlLost" : "joining";
  if (now.talk !== "none") return standingPrivate(now);
  const { wanted, actual } = now.microphone;
  if (wanted !== actual) return wanted ? "opening" : "closing";
  if (!actual) return standingMuted(now);
  if (now.trouble !== null) return "noMicrophone";
  if (now.dead) return "deadMicrophone";
  return now.heard || now.place === "onAir" ? "onAir" : "open";
}

/** Whoever talks with the centre is not heard by the meeting, whatever the switches say. */
function standingPrivate(now: Situation): Standing {
  if (now.talk === "shut") return "privateShut";
  if (now.trouble !== null) return "noMicrophone";
  return now.dead ? "deadMicrophone" : "private";
}

/** With the microphone off: what is expected of us comes before what we are doing. */
function standingMuted(now: Situation): Standing {
  if (now.place === "onAir") return "calledMuted";
  if (now.invited) return "invited";
  if (now.place === "next") return "next";
  if (now.talking && now.mayOpen) return "talkingMuted";
  if (now.place === "queued") return "queued";
  if (now.talking) return "talkingLocked";
  return now.mayOpen ? "muted" : "locked";
}
