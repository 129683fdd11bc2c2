import { useState } from "preact/hooks";
import { matches } from "../../fold";
import { texts } from "../../i18n";
import { unitOf } from "../../meeting/state";
import type { Seat } from "../../protocol";
import { SearchIcon } from "../../ui/icon";

interface PickerProps {
  seats: readonly Seat[];
  chosen: string | null;
  choose: (point: string) => void;
}

/** The point of an open meeting: a search above a list of radio buttons, which every browser makes usable. */
export function PointPicker({ seats, chosen, choose }: PickerProps) {
  const t = texts.value;
  const [query, setQuery] = useState("");
  const points = seats.filter(({ kind }) => kind === "point");
  const found = points.filter(({ name, unit }) => matches(`${name} ${unit}`, query));
  return (
    <>
      <h2 id="point">{t.join.pickPoint}</h2>
      <div class="field search">
        <label for="search">{t.join.search}</label>
        <div class="search-box">
          <SearchIcon />
          <input
            id="search"
            type="search"
            autoComplete="off"
            spellcheck={false}
            placeholder={t.join.searchHint}
            value={query}
            data-testid="search"
            onInput={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              // Enter in a search must not join the meeting.
              if (event.key === "Enter") event.preventDefault();
            }}
          />
        </div>
        <p class="faint" role="status">
          {found.length === 0 ? t.join.noneFound : t.join.found(found.length)}
        </p>
      </div>
      <div class="points" role="radiogroup" aria-labelledby="point" data-testid="points">
        {found.map((seat) => (
          <PointChoice key={seat.point} seat={seat} chosen={chosen} choose={choose} />
        ))}
      </div>
    </>
  );
}

interface PointChoiceProps {
  seat: Seat;
  chosen: string | null;
  choose: (point: string) => void;
}

function PointChoice({ seat, chosen, choose }: PointChoiceProps) {
  const t = texts.value;
  const taken = seat.state === "present";
  return (
    <label class={`point ${taken ? "taken" : ""}`}>
      <input
        type="radio"
        name="point"
        value={seat.point}
        checked={seat.point === chosen}
        disabled={taken}
        data-testid={`point-${seat.point}`}
        onChange={() => choose(seat.point)}
      />
      <span class="point-name">
        {seat.name}
        {unitOf(seat) !== "" && <span class="faint">{unitOf(seat)}</span>}
      </span>
      {taken && <span class="faint">{t.join.taken}</span>}
    </label>
  );
}
