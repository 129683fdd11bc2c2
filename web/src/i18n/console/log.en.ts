import type { Line, log as vi } from "./log.vi";

const about = (text: string) => (text === "" ? "" : ` about “${text}”`);
const because = (text: string) => (text === "" ? "" : `: ${text}`);

const PRESENCE: Readonly<Record<string, string>> = {
  room: "present in the hall",
  online: "present online",
  absent: "absent",
  unknown: "not marked yet",
};

const ENDED: Readonly<Record<string, string>> = {
  stopped: "was asked to stop speaking",
  next: "gave the floor to the next speaker",
  left: "left, and speaks no more",
  closed: "stopped, because the meeting ended",
  withdrawn: "has finished speaking",
};

const minutes = (value: string) =>
  value === "" ? "" : `, for ${Math.round(Number(value) / 6) / 10} min`;

const sentences: Readonly<Record<string, (line: Line) => string>> = {
  "meeting.planned": () => "The meeting was planned.",
  "meeting.opened": ({ who }) => `${who} opened the meeting.`,
  "meeting.closed": ({ who }) => `${who} ended the meeting.`,
  "meeting.limited": ({ who }) => `${who} changed how many points may be in at once.`,
  "meeting.reopened": ({ who }) => `${who} opened the meeting again: it was ended by mistake.`,
  "meeting.locked": ({ who, value }) =>
    value === "on" ? `${who} locked the meeting.` : `${who} unlocked the meeting.`,
  "meeting.mode": ({ who, value }) => `${who} chose the mode: ${value}.`,
  "meeting.resumed": () => "The server is back, and the meeting goes on.",
  "seat.invited": ({ point }) => `${point} was added to the meeting.`,
  "seat.arrived": ({ point, value }) =>
    value === "on" ? `${point} waits in the lobby.` : `${point} came in.`,
  "seat.admitted": ({ who, point, value }) =>
    point === "" ? `${who} admitted ${value} points.` : `${who} admitted ${point}.`,
  "seat.dropped": ({ point }) => `${point} lost its connection.`,
  "seat.left": ({ point }) => `${point} left.`,
  "seat.removed": ({ who, point, text }) => `${who} sent ${point} out${because(text)}.`,
  "lobby.held": ({ who, value }) =>
    value === "on" ? `${who} opened the lobby.` : `${who} closed the lobby.`,
  "floor.requested": ({ point, text }) => `${point} asks to speak${about(text)}.`,
  "floor.withdrawn": ({ point }) => `${point} does not ask to speak any more.`,
  "floor.ordered": ({ who }) => `${who} rearranged the queue.`,
  "floor.prepared": ({ point }) => (point === "" ? "Nobody is next." : `Next: ${point}.`),
  "floor.called": ({ who, point, text, value }) =>
    `${who} called ${point} to speak${about(text)}${minutes(value)}.`,
  "floor.ended": ({ point, value }) => `${point} ${ENDED[value] ?? "stopped speaking"}.`,
  "floor.limited": ({ who, point, value }) =>
    value === ""
      ? `${who} took away the time limit of ${point}.`
      : `${who} changed the time of ${point}${minutes(value)}.`,
  "floor.paused": ({ who, point, value }) =>
    value === "on" ? `${who} paused the clock of ${point}.` : `${who} let ${point}'s clock run on.`,
  "floor.warned": ({ point, value }) =>
    value === "on" ? `The time of ${point} is up.` : `The time of ${point} is nearly up.`,
  "mic.switched": ({ point, value }) =>
    value === "on" ? `${point} muted itself.` : `${point} unmuted itself.`,
  "mic.silenced": ({ who, point, value }) =>
    point === "" ? `${who} muted ${value} points.` : `${who} muted ${point}.`,
  "mic.locked": ({ who, value }) =>
    value === "on" ? `${who} locked the microphones.` : `${who} unlocked the microphones.`,
  "mic.invited": ({ who, point }) => `${who} asked ${point} to unmute.`,
  "mic.declined": ({ point }) => `${point} declined to unmute.`,
  "mic.granted": ({ point, value }) =>
    value === "on"
      ? `${point} lets the centre open its microphone.`
      : `${point} lets the centre open its microphone no more.`,
  "agenda.set": ({ who }) => `${who} changed the agenda.`,
  "agenda.moved": ({ who, text }) =>
    text === "" ? `${who} left the agenda for now.` : `${who} went on to “${text}”.`,
  "roll.opened": ({ who }) => `${who} began the roll call.`,
  "roll.marked": ({ point, text, value }) =>
    `${point}: ${PRESENCE[value] ?? "marked"}${because(text)}.`,
  "roll.evidence": ({ point }) => `A picture of ${point} was kept for the roll call.`,
  "roll.closed": ({ who, value }) =>
    value === "on"
      ? `${who} closed the roll call: there is a quorum.`
      : `${who} closed the roll call: there is no quorum.`,
  "vote.opened": ({ who, text }) => `${who} put to the vote: “${text}”.`,
  "vote.cast": ({ point }) => `${point} voted.`,
  "vote.closed": ({ who, value }) =>
    value === "on" ? `${who} counted: carried.` : `${who} counted: not carried.`,
  "vote.cancelled": ({ who }) => `${who} cancelled the vote.`,
  "vote.shown": ({ who, value }) =>
    value === "on" ? `${who} shows the result.` : `${who} hides the result.`,
  "notice.shown": ({ who, text }) => `${who} announced: “${text}”.`,
  "notice.cleared": () => "The announcement was taken away.",
  "countdown.set": ({ who, value }) =>
    value === "on" ? `${who} started a countdown.` : `${who} ended the countdown.`,
  "hold.set": ({ who, value }) =>
    value === "on" ? `${who} started the music.` : `${who} stopped the music.`,
  "talk.set": ({ who, point }) =>
    point === "" ? `${who} ended the private talk.` : `${who} speaks with ${point} in private.`,
  "talk.answered": ({ point, value }) =>
    value === "on"
      ? `${point} opened its microphone for the private talk.`
      : `${point} closed its microphone for the private talk.`,
  "scene.taken": ({ who, text, value }) =>
    `${who} changed the layout: ${text !== "" ? `“${text}”` : (LAYOUT[value] ?? value)}.`,
  "scene.undone": ({ who }) => `${who} went back to the layout before.`,
  "scene.paged": ({ who, value }) =>
    `${who} turned to the ${value === "1" ? "next" : "last"} page.`,
  "preset.saved": ({ who, text }) => `${who} kept the layout “${text}”.`,
  "preset.renamed": ({ who, text }) => `${who} called a kept layout “${text}”.`,
  "preset.deleted": ({ who }) => `${who} deleted a kept layout.`,
  chapter: ({ text }) => `New chapter of the recording: ${text}.`,
};

const LAYOUT: Readonly<Record<string, string>> = {
  auto: "automatic",
  grid: "grid",
  side: "one large, strip beside",
  bottom: "one large, strip below",
  two: "two points",
  three: "three points and a strip",
  lecture: "lecture",
  full: "full screen",
  pip: "picture in picture",
  content_speaker: "content and its speaker",
  content_strip: "content and points",
  custom: "drawn",
};

export const log: typeof vi = sentences;
