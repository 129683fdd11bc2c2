import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { dateAndTime } from "../../i18n";
import { words } from "../../i18n/console";
import { unitOf } from "../../meeting/state";
import type { Marked, Presence, Seat } from "../../protocol";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";
import { Virtual } from "./virtual";

export const PRESENCES: readonly Presence[] = ["room", "online", "absent", "unknown"];

/** Set while the list is being printed: a table of hundreds is made for that alone. */
const printing = signal(false);

/** The roll call: who is here and how, how many sit there, and whether that is a quorum. */
export function RollCall({ view }: { view: ConsoleView }) {
  const t = words.value.roll;
  const { desk } = view;
  const { marks } = desk;
  const roll = desk.roll.value;
  const [chosen, setChosen] = useState<string | null>(null);
  const open = roll?.open ?? false;
  const seats = desk.seats.value.filter(({ kind }) => kind === "point");
  const seat = seats.find(({ point }) => point === chosen);
  const mark = (point: string, presence: Presence) =>
    desk.act("roll", {
      type: "roll.mark",
      point,
      presence,
      ...kept(marks.value.get(point), presence),
    });
  return (
    <div class="work-part roll-part">
      <div class="work-acts">
        <ActButton
          desk={desk}
          place="roll"
          kind="primary"
          testId={open ? "roll-close" : "roll-open"}
          onAct={() => desk.act("roll", { type: open ? "roll.close" : "roll.open" })}
        >
          {open ? t.close : t.open}
        </ActButton>
        <button type="button" class="button" data-testid="roll-print" onClick={print}>
          {t.print}
        </button>
        <Counts view={view} seats={seats} />
        <Refusal desk={desk} places={["roll"]} />
      </div>
      {roll?.result && !open && (
        <p class="roll-result" data-testid="roll-result">
          <strong class={roll.result.quorum ? "passed" : "failed"}>
            {roll.result.quorum ? t.enough : t.notEnough}
          </strong>{" "}
          {t.result(
            roll.result.points_present,
            roll.result.points,
            roll.result.delegates_present,
            roll.result.delegates,
          )}
        </p>
      )}
      <Virtual<Seat>
        role="listbox"
        label={t.list}
        items={seats}
        keyOf={({ point }) => point}
        active={chosen}
        onActive={setChosen}
        onKey={(key, { point }) => {
          const presence = PRESENCES[Number(key) - 1];
          if (presence === undefined || !open) return false;
          return mark(point, presence);
        }}
        attributes={({ point }) => ({ class: "virtual-row", "data-testid": `roll-${point}` })}
        testId="roll"
      >
        {(one) => <RollLine seat={one} mark={marks.value.get(one.point)} />}
      </Virtual>
      {seat && open && (
        <Marking key={seat.point} view={view} seat={seat} mark={marks.value.get(seat.point)} />
      )}
      {!open && <p class="faint">{roll === null ? "" : t.quorum[roll.quorum]}</p>}
      {printing.value && <PrintedRoll view={view} seats={seats} />}
    </div>
  );
}

/** A new state keeps the number of heads, and the reason only where it is still one. */
function kept(mark: Marked | undefined, presence: Presence): { reason?: string; heads?: number } {
  const reason = presence === "absent" ? { reason: mark?.reason ?? "" } : {};
  return mark?.heads == null || presence === "absent" ? reason : { ...reason, heads: mark.heads };
}

/** How many points are in each state, and how many people and delegates are here. */
function Counts({ view, seats }: { view: ConsoleView; seats: readonly Seat[] }) {
  const t = words.value.roll;
  const { marks, roster } = view.desk;
  const all = seats.map(({ point }) => ({
    presence: marks.value.get(point)?.presence ?? "unknown",
    heads: marks.value.get(point)?.heads ?? 0,
    delegates: roster.value.get(point)?.delegates ?? 1,
  }));
  const sum = (of: (one: (typeof all)[number]) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  const isHere = (presence: Presence) => presence === "room" || presence === "online";
  const here = sum(({ presence, delegates }) => (isHere(presence) ? delegates : 0));
  return (
    <span class="counts" data-testid="roll-counts">
      {PRESENCES.map((presence) => (
        <span key={presence} class="count-of">
          {t.presence[presence]}{" "}
          <strong>{all.filter((one) => one.presence === presence).length}</strong>
        </span>
      ))}
      <span class="count-of">
        {t.delegates}{" "}
        <strong data-testid="roll-delegates">
          {here}/{sum(({ delegates }) => delegates)}
        </strong>
      </span>
      <span class="count-of">{t.headsTotal(sum(({ heads }) => heads))}</span>
    </span>
  );
}

function RollLine({ seat, mark }: { seat: Seat; mark: Marked | undefined }) {
  const t = words.value;
  const presence = mark?.presence ?? "unknown";
  return (
    <>
      <span class="line-name">
        {seat.name} <span class="faint">{unitOf(seat)}</span>
      </span>
      {mark?.reason && <span class="faint line-reason">{mark.reason}</span>}
      {mark?.heads != null && <span class="faint">{t.roll.headsTotal(mark.heads)}</span>}
      <span class={`presence is-${presence}`}>{t.roll.presence[presence]}</span>
    </>
  );
}

interface MarkingProps {
  view: ConsoleView;
  seat: Seat;
  mark: Marked | undefined;
}

/** The four states of the chosen point, its reason and how many sit there. */
function Marking({ view, seat, mark }: MarkingProps) {
  const t = words.value.roll;
  const { desk } = view;
  const presence = mark?.presence ?? "unknown";
  const send = (more: { reason?: string; heads?: number }) => {
    const heads = more.heads ?? mark?.heads ?? undefined;
    desk.act("roll", {
      type: "roll.mark",
      point: seat.point,
      presence,
      reason: more.reason ?? mark?.reason ?? "",
      ...(heads === undefined ? {} : { heads }),
    });
  };
  return (
    <div class="marking">
      {PRESENCES.map((one, index) => (
        <ActButton
          key={one}
          desk={desk}
          place="roll"
          pressed={one === presence}
          hotkey={String(index + 1)}
          testId={`mark-${one}`}
          onAct={() =>
            desk.act("roll", {
              type: "roll.mark",
              point: seat.point,
              presence: one,
              ...kept(mark, one),
            })
          }
        >
          {t.presence[one]}
        </ActButton>
      ))}
      {presence === "absent" && (
        <input
          type="text"
          class="reason"
          aria-label={t.reasonOf(seat.name)}
          placeholder={t.reason}
          maxLength={200}
          value={mark?.reason ?? ""}
          data-testid="reason"
          onChange={(event) => send({ reason: event.currentTarget.value })}
        />
      )}
      {presence !== "absent" && presence !== "unknown" && (
        <label class="pick">
          <span>{t.heads}</span>
          <input
            type="number"
            class="heads"
            min={0}
            max={9999}
            aria-label={t.headsOf(seat.name)}
            value={mark?.heads ?? ""}
            data-testid="heads"
            onChange={(event) => {
              const heads = event.currentTarget.valueAsNumber;
              if (Number.isInteger(heads)) send({ heads });
            }}
          />
        </label>
      )}
    </div>
  );
}

function print(): void {
  printing.value = true;
  window.addEventListener(
    "afterprint",
    () => {
      printing.value = false;
    },
    { once: true },
  );
}

/** The list on paper, to be signed. */
function PrintedRoll({ view, seats }: { view: ConsoleView; seats: readonly Seat[] }) {
  const t = words.value.roll;
  const { desk } = view;
  useEffect(() => window.print(), []);
  return (
    <div class="printed">
      <h1>{desk.state.value?.meeting.title}</h1>
      <h2>{t.list}</h2>
      <table>
        <thead>
          <tr>
            {[t.number, t.point, t.unit, t.state, t.heads, t.reason].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seats.map((seat, index) => {
            const mark = desk.marks.value.get(seat.point);
            return (
              <tr key={seat.point}>
                <td>{index + 1}</td>
                <td>{seat.name}</td>
                <td>{unitOf(seat)}</td>
                <td>{t.presence[mark?.presence ?? "unknown"]}</td>
                <td>{mark?.heads ?? ""}</td>
                <td>{mark?.reason ?? ""}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{t.printed(dateAndTime(new Date(desk.now.value).toISOString()))}</p>
      <p class="signature">{t.signature}</p>
    </div>
  );
}
