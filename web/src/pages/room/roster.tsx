import { useState } from "preact/hooks";
import { matches } from "../../fold";
import { clock, texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import { rosterOf, unitOf } from "../../meeting/state";
import type { Seat } from "../../protocol";
import {
  CameraOffIcon,
  HandIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  SearchIcon,
} from "../../ui/icon";

/** Who is here, who asks to speak, who is away. */
export function Roster({ room }: { room: Room }) {
  const t = texts.value;
  const [query, setQuery] = useState("");
  const state = room.state.value;
  if (state === null) return <p class="empty">{t.loading}</p>;
  const present = state.seats.filter((seat) => seat.state === "present").length;
  const {
    hands,
    present: others,
    away,
  } = rosterOf(state.seats.filter(({ name, unit }) => matches(`${name} ${unit}`, query)));
  const group = { you: state.you, speaking: state.speaking };
  return (
    <div class="roster" data-testid="roster">
      <div class="search-box">
        <SearchIcon />
        <input
          type="search"
          aria-label={t.join.search}
          placeholder={t.join.search}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <p class="faint">{t.room.rosterOf(present, state.seats.length)}</p>
      <Group title={t.room.hands} seats={hands} {...group} />
      <Group title={t.room.present} seats={others} {...group} />
      <Group title={t.room.away} seats={away} {...group} />
    </div>
  );
}

interface GroupProps {
  title: string;
  seats: readonly Seat[];
  you: string;
  speaking: readonly string[];
}

function Group({ title, seats, you, speaking }: GroupProps) {
  if (seats.length === 0) return null;
  return (
    <section>
      <h2 class="group-title">
        {title} <span class="faint">{seats.length}</span>
      </h2>
      <ul class="seats">
        {seats.map((seat) => (
          <SeatLine
            key={seat.point}
            seat={seat}
            isYou={seat.point === you}
            speaks={speaking.includes(seat.point)}
          />
        ))}
      </ul>
    </section>
  );
}

interface SeatLineProps {
  seat: Seat;
  isYou: boolean;
  speaks: boolean;
}

function SeatLine({ seat, isYou, speaks }: SeatLineProps) {
  const t = texts.value;
  const present = seat.state === "present";
  return (
    <li class={`seat ${present ? "" : "away"}`} data-testid={`seat-${seat.point}`}>
      <div class="seat-text">
        <span class="seat-name">
          {seat.name}
          {isYou && <span class="faint"> ({t.room.you})</span>}
        </span>
        {unitOf(seat) !== "" && <span class="faint">{unitOf(seat)}</span>}
      </div>
      {seat.hand_since !== null && present && (
        <span class="seat-mark">
          <HandIcon />
          {clock(seat.hand_since)}
        </span>
      )}
      {present ? (
        <Marks seat={seat} speaks={speaks} />
      ) : (
        <span class="seat-mark">{t.seatState[seat.state]}</span>
      )}
    </li>
  );
}

function Marks({ seat, speaks }: { seat: Seat; speaks: boolean }) {
  const t = texts.value.room;
  return (
    <span class="seat-marks">
      {!seat.camera && (
        <span class="seat-mark">
          <CameraOffIcon />
          <span class="hidden">{t.cameraOff}</span>
        </span>
      )}
      <span class={`seat-mark ${speaks ? "speaks" : ""}`}>
        {seat.muted ? <MicrophoneOffIcon /> : <MicrophoneIcon />}
        {seat.muted && <span class="hidden">{t.microphoneOff}</span>}
        {speaks && <span class="hidden">{t.speaking}</span>}
      </span>
    </span>
  );
}
