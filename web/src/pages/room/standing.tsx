import { useEffect, useState } from "preact/hooks";
import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import type { Standing } from "../../meeting/standing";
import type { Quality as LineQuality } from "../../protocol";
import { RecordIcon, WarningIcon } from "../../ui/icon";

const WARNINGS: readonly Standing[] = [
  "offline",
  "reconnecting",
  "controlLost",
  "noMicrophone",
  "deadMicrophone",
  "talkingMuted",
  "talkingLocked",
  "calledMuted",
  "invited",
  "privateShut",
];

/** A pause between two sentences must not make the line, and the red frame, flicker. */
const HOLD_MS = 1_500;

/** Where I stand, in one line; read out when it changes. */
export function Line({ room, standing }: { room: Room; standing: Standing }) {
  const t = texts.value;
  const warns = WARNINGS.includes(standing);
  const place = room.part.place.value;
  const isCounted = standing === "queued" && place.kind === "queued";
  return (
    <p
      class={`standing ${standing === "onAir" ? "mark on-air" : ""} ${warns ? "warns" : ""}`}
      role="status"
      data-testid="standing"
      data-standing={standing}
    >
      {warns && <WarningIcon />}
      <span>{isCounted ? t.floor.queued(place.position) : t.standing[standing]}</span>
    </p>
  );
}

/** "On air" stays for a moment when the voice pauses; everything else shows at once. */
export function useHeld(standing: Standing): Standing {
  const [held, setHeld] = useState(standing);
  const pauses = held === "onAir" && standing === "open";
  useEffect(() => {
    if (!pauses) {
      setHeld(standing);
      return;
    }
    const timer = window.setTimeout(() => setHeld(standing), HOLD_MS);
    return () => window.clearTimeout(timer);
  }, [standing, pauses]);
  return pauses ? held : standing;
}

export function RecordingMark({ room }: { room: Room }) {
  if (!room.state.value?.recording.on) return null;
  return (
    <p class="mark on-air recording" role="status" data-testid="recording-mark">
      <RecordIcon />
      <span>{texts.value.room.recording}</span>
    </p>
  );
}

type Grade = LineQuality["grade"] | "unknown";

const BARS: Readonly<Record<Grade, number>> = { good: 3, fair: 2, poor: 1, lost: 0, unknown: 0 };

/** The own line in words and three bars. */
export function Quality({ room }: { room: Room }) {
  const grade = gradeOf(room);
  const lit = BARS[grade];
  return (
    <p class={`quality ${grade}`} data-testid="quality" data-grade={grade}>
      <svg class="bars" viewBox="0 0 18 16" aria-hidden="true" focusable="false">
        {[0, 1, 2].map((i) => (
          <rect
            key={i}
            x={i * 6 + 1}
            y={10 - i * 4.5}
            width="4.5"
            height={5 + i * 4.5}
            rx="1"
            class={i < lit ? "lit" : ""}
          />
        ))}
      </svg>
      <span>{texts.value.quality[grade]}</span>
    </p>
  );
}

function gradeOf(room: Room): Grade {
  if (!room.online.value || room.brokenSince.value !== null) return "lost";
  return room.state.value?.quality?.grade ?? "unknown";
}
