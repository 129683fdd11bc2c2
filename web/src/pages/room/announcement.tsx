import { useEffect } from "preact/hooks";
import { clock, dateAndTime, duration, texts } from "../../i18n";
import { local } from "../../media/local";
import { playBell } from "../../media/tone";
import type { Room } from "../../meeting/room";
import { BellIcon } from "../../ui/icon";
import { useTicking } from "../../ui/ticking";

interface AnnouncementProps {
  room: Room;
  /** There is a picture, in which what concerns all stands already: here it is read out only. */
  pictured?: boolean;
}

/** What is said in writing. What is said to all stands in the picture and rings in the sound. */
export function Announcement({ room, pictured = false }: AnnouncementProps) {
  const t = texts.value.announcement;
  const notices = room.state.value?.conduct.notices ?? null;
  const isOurs = notices !== null && notices.points !== null;
  const rings = notices?.bell && isOurs ? notices.text : "";
  useEffect(() => {
    if (rings !== "") void playBell(local.chosen.speaker.peek()).catch(() => undefined);
  }, [rings]);
  if (notices === null) return null;
  return (
    <div class="announcements" role="status">
      {notices.text !== "" && (
        <div class={pictured && !isOurs ? "hidden" : "announcement"} data-testid="announcement">
          <BellIcon />
          <p>
            <strong>{isOurs ? t.forYou : t.title}</strong>
            <span>{notices.text}</span>
          </p>
        </div>
      )}
      {notices.countdown !== null && !pictured && (
        <Countdown room={room} until={notices.countdown} />
      )}
    </div>
  );
}

/** When the meeting is to begin by its plan, and in how long: until it begins, or somebody counts down himself. */
export function PlannedStart({ room }: { room: Room }) {
  useTicking(true);
  const t = texts.value.aid;
  const starts = room.state.value?.starts ?? null;
  const hasBegun = room.state.value?.conduct.rules?.phase === "open";
  if (starts === null || hasBegun) return null;
  const left = room.clock.until(starts);
  const isToday = new Date(starts).toDateString() === new Date().toDateString();
  const moment = isToday ? clock(starts) : dateAndTime(starts);
  return (
    <p class="timer countdown" role="timer" data-testid="planned-start">
      <span>{t.plannedFor(moment)}</span>
      {left > 0 && left < SHOWN_S && <strong>{t.leftUntil(duration(left))}</strong>}
    </p>
  );
}

/** Seconds before the start from which they are counted: earlier the hour says more. */
const SHOWN_S = 60 * 60;

export function Countdown({ room, until }: { room: Room; until: string }) {
  useTicking(true);
  return (
    <p class="timer countdown" role="timer" data-testid="countdown">
      <span>{texts.value.lobby.startsIn}</span>
      <strong>{duration(room.clock.until(until))}</strong>
    </p>
  );
}
