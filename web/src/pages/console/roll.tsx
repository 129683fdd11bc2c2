import { useState } from "preact/hooks";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import { unitOf } from "../../meeting/state";
import type { Marked, Presence, Seat } from "../../protocol";
import { ActButton, Refusal } from "./act";
import { Picture } from "./picture";
import { PrintedRoll, printing, printRoll } from "./roll-paper";
import type { ConsoleView } from "./view";
import { Virtual } from "./virtual";

export const PRESENCES: readonly Presence[] = ["room", "online", "absent", "unknown"];

/** The roll call: who is here and how, how many sit there, and whether that is a quorum. */
export function RollCall({ view }: { view: ConsoleView }) {
  const t = words.value.roll;
  const { desk } = view;
  const { marks } = desk;
  const roll = desk.roll.value;
  const pictures = desk.pictures.kept.value;
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
          onAct={() => {
            const isAsked = desk.act("roll", { type: open ? "roll.close" : "roll.open" });
            // Whoever is marked by the server as here is seen to be here.
            if (isAsked && !open) void desk.pictures.keep();
          }}
        >
          {open ? t.close : t.open}
        </ActButton>
        <button
          type="button"
          class="button"
          aria-busy={desk.pictures.isKeeping.value}
          data-testid="roll-keep"
          onClick={() => void desk.pictures.keep()}
        >
          {desk.pictures.isKeeping.value ? t.keeping : t.keep}
        </button>
        <button type="button" class="button" data-testid="roll-print" onClick={printRoll}>
          {t.print}
        </button>
        <Counts view={view} seats={seats} />
        <Refusal desk={desk} places={["roll"]} />
      </div>
      {roll?.result && !open && (
        <p class="roll-result" data-testid="roll-result">
          <strong class={roll.result.quorum ? "passed" : "not-passed"}>
            {roll.result.quorum ? t.enough : t.notEnough}
          </strong>{" "}
          {t.result(
            roll.result.points_present,
            roll.result.points,
            roll.result.delegates_present,
            roll.result.delegates,
          )}{" "}
          <span class="faint">{t.kept(pictures.size)}</span>
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
        {(one) => <RollLine desk={desk} seat={one} mark={marks.value.get(one.point)} />}
      </Virtual>
      {seat && (open || pictures.has(seat.point)) && (
        <div class="roll-chosen">
          {pictures.has(seat.point) && (
            <Evidence desk={desk} point={seat.point} class="roll-large" />
          )}
          {open && (
            <Marking key={seat.point} view={view} seat={seat} mark={marks.value.get(seat.point)} />
          )}
        </div>
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

interface RollLineProps {
  desk: Desk;
  seat: Seat;
  mark: Marked | undefined;
}

function RollLine({ desk, seat, mark }: RollLineProps) {
  const t = words.value;
  const presence = mark?.presence ?? "unknown";
  return (
    <>
      <Evidence desk={desk} point={seat.point} class="roll-still" />
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
            class="head-count"
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

interface EvidenceProps {
  desk: Desk;
  point: string;
  class: string;
}

/** The still that was kept of a point, in its place in the list or large. */
function Evidence({ desk, point, class: kind }: EvidenceProps) {
  const all = desk.pictures.kept.value;
  const kept = all.get(point);
  // Names begin below each other, and at the edge where there are no pictures at all.
  const none = all.size === 0 ? null : <span class={`${kind} still-none`} />;
  if (kept === undefined) return none;
  const { file } = kept;
  return (
    <Picture
      load={(gone) => desk.pictures.evidence(file, gone)}
      of={file}
      class={kind}
      alt={words.value.roll.pictureOf(desk.nameOf(point))}
    >
      {none}
    </Picture>
  );
}
