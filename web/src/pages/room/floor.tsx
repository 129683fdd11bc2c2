import { useState } from "preact/hooks";
import { duration, texts } from "../../i18n";
import { clockOf } from "../../meeting/floor";
import type { Room } from "../../meeting/room";
import type { OnAir } from "../../protocol";
import { HandIcon, SpeakerIcon } from "../../ui/icon";
import { useTicking } from "../../ui/ticking";

/** Above the bar: on air with the clock, next, waiting in the queue, or who speaks now. */
export function FloorStrip({ room }: { room: Room }) {
  const place = room.part.place.value;
  switch (place.kind) {
    case "onAir":
      return <OwnTurn room={room} turn={place.turn} />;
    case "next":
      return <Next />;
    case "queued":
      return (
        <div class="floor-strip" data-testid="floor" data-place="queued">
          <p>
            <HandIcon />
            <strong>{texts.value.floor.queued(place.position)}</strong>
          </p>
          <Subject key={place.subject} room={room} subject={place.subject} />
        </div>
      );
    case "away":
      return <OthersTurn room={room} />;
  }
}

function OwnTurn({ room, turn }: { room: Room; turn: OnAir }) {
  const t = texts.value.floor;
  useTicking(true);
  const clock = clockOf(turn, room.clock.now());
  const { state } = clock;
  const warning = { over: t.over, warned: t.warned, paused: t.paused, running: "" }[state];
  return (
    <div class={`floor-strip on-air ${state}`} data-testid="floor" data-place="onAir">
      <p>
        <strong class="mark on-air">{t.onAir}</strong>
        <span>{t.youSpeak}</span>
      </p>
      <p class="floor-warning" role="alert" data-testid="floor-warning" data-state={state}>
        {warning}
      </p>
      <Timer clock={clock} />
    </div>
  );
}

function Timer({ clock: { left, spoken } }: { clock: ReturnType<typeof clockOf> }) {
  const t = texts.value.floor;
  const label = left === null ? t.spoken : left < 0 ? t.beyond : t.left;
  return (
    <p class="timer" role="timer" data-testid="timer">
      <span>{label}</span>
      <strong>{duration(left === null ? spoken : Math.abs(left))}</strong>
    </p>
  );
}

function Next() {
  const t = texts.value.floor;
  return (
    <div class="floor-strip next" data-testid="floor" data-place="next" role="alert">
      <p>
        <SpeakerIcon />
        <strong>{t.next}</strong>
      </p>
      <p>{t.nextHint}</p>
    </div>
  );
}

/** What the point wishes to speak about: the chair sees it in the queue. */
function Subject({ room, subject }: { room: Room; subject: string }) {
  const t = texts.value.floor;
  const [text, setText] = useState(subject);
  if (subject !== "" && text === subject) return <p>{t.subjectSaid(subject)}</p>;
  return (
    <form
      class="subject"
      onSubmit={(event) => {
        event.preventDefault();
        room.part.raise(text);
      }}
    >
      <input
        type="text"
        aria-label={t.subject}
        placeholder={t.subject}
        maxLength={200}
        autoComplete="off"
        value={text}
        data-testid="subject"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button" data-testid="send-subject">
        {t.subjectSend}
      </button>
    </form>
  );
}

/** Who has the floor, and for how long still. */
function OthersTurn({ room }: { room: Room }) {
  const t = texts.value.floor;
  const state = room.state.value;
  const turns = state?.conduct.floor?.on_air ?? [];
  useTicking(turns.length > 0);
  const first = turns[0];
  if (!first) return null;
  const names = turns.map(
    ({ point }) => state?.seats.find((seat) => seat.point === point)?.name ?? point,
  );
  return (
    <div class="floor-strip others" data-testid="floor" data-place="away">
      <p>
        <span>{t.speaks}</span> <strong>{names.join(", ")}</strong>
      </p>
      {turns.length === 1 && <Timer clock={clockOf(first, room.clock.now())} />}
    </div>
  );
}
