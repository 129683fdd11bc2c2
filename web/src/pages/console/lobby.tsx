import { useState } from "preact/hooks";
import { words } from "../../i18n/console";
import { unitOf } from "../../meeting/state";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";

/** Who waits to be let in: one, those chosen, or all. */
export function Lobby({ view }: { view: ConsoleView }) {
  const t = words.value.lobby;
  const { desk } = view;
  const waiting = desk.seats.value.filter(({ state }) => state === "lobby");
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const chosen = waiting.filter(({ point }) => marked.has(point)).map(({ point }) => point);
  const held = desk.rules.value?.lobby ?? false;
  const mark = (point: string, on: boolean) => {
    const next = new Set(marked);
    if (on) next.add(point);
    else next.delete(point);
    setMarked(next);
  };
  return (
    <div class="work-part">
      <div class="work-acts">
        <ActButton
          desk={desk}
          place="lobby"
          pressed={held}
          testId="lobby-hold"
          onAct={() => desk.act("lobby", { type: "lobby.hold", on: !held })}
        >
          {t.hold}
        </ActButton>
        {waiting.length > 0 && (
          <ActButton
            desk={desk}
            place="lobby"
            kind={chosen.length === 0 ? "primary" : ""}
            testId="admit-all"
            onAct={() => desk.act("lobby", { type: "lobby.admit" })}
          >
            {t.admitAll(waiting.length)}
          </ActButton>
        )}
        {chosen.length > 0 && (
          <ActButton
            desk={desk}
            place="lobby"
            kind="primary"
            testId="admit-chosen"
            onAct={() => desk.act("lobby", { type: "lobby.admit", points: chosen })}
          >
            {t.admitChosen(chosen.length)}
          </ActButton>
        )}
        <Refusal desk={desk} places={["lobby"]} />
      </div>
      {waiting.length === 0 && <p class="empty">{t.empty}</p>}
      <ul class="work-list" data-testid="lobby">
        {waiting.map((seat) => (
          <li key={seat.point} class="work-line">
            <label class="check">
              <input
                type="checkbox"
                checked={marked.has(seat.point)}
                onChange={(event) => mark(seat.point, event.currentTarget.checked)}
              />
              <span>{seat.name}</span> <span class="faint">{unitOf(seat)}</span>
            </label>
            <ActButton
              desk={desk}
              place="lobby"
              label={t.admitNamed(seat.name)}
              testId={`admit-${seat.point}`}
              onAct={() => desk.act("lobby", { type: "lobby.admit", points: [seat.point] })}
            >
              {t.admit}
            </ActButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
