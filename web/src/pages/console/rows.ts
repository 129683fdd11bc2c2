import { fold, matches } from "../../fold";
import type { Marked, Quality, Seat } from "../../protocol";

export const FILTERS = ["all", "hands", "trouble", "lobby", "unmarked"] as const;
export type Filter = (typeof FILTERS)[number];

/** How a point is: a mark with a word, trouble first. */
export type Health = "lost" | "poor" | "fair" | "waiting" | "good" | "away";

/** A unit's line, with how many of its points are in the meeting and how many have trouble. */
export interface UnitRow extends Placed {
  readonly kind: "unit";
  readonly key: string;
  readonly name: string;
  readonly points: readonly string[];
  readonly here: number;
  readonly trouble: number;
  readonly open: boolean;
}

/** A point's line. */
export interface PointRow extends Placed {
  readonly kind: "point";
  readonly key: string;
  readonly seat: Seat;
  readonly health: Health;
  readonly hand: boolean;
}

/** Where a line stands in the tree, as `aria-level`, `aria-posinset` and `aria-setsize` count. */
interface Placed {
  readonly level: number;
  readonly place: number;
  readonly of: number;
}

export type Row = UnitRow | PointRow;

/** What the lines are made of. */
export interface Facts {
  readonly seats: readonly Seat[];
  readonly hands: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, Marked>;
  /** What the lines are said to be like, where that is known. */
  readonly lines: ReadonlyMap<string, Pick<Quality, "grade">>;
  /** The units of points, from the root down; of those not told it is the one of the seat. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

export interface View {
  readonly query: string;
  readonly filter: Filter;
  /** Keys of the units that are folded in. */
  readonly folded: ReadonlySet<string>;
}

export function healthOf(seat: Seat, lines: Facts["lines"]): Health {
  if (seat.state === "dropped") return "lost";
  if (seat.state === "lobby") return "waiting";
  if (seat.state !== "present") return "away";
  return lines.get(seat.point)?.grade ?? "good";
}

export const isTrouble = (health: Health) =>
  health === "lost" || health === "poor" || health === "fair";

/** A unit's key in the list, from its path. */
export const unitKey = (path: readonly string[]) => `unit ${path.map(fold).join(" / ")}`;

/**
 * The lines of the list of points: units with what is below them, in the order of the picture; points of no unit
 * stand alone. Whoever searches or filters sees what is found, folded in or not.
 */
export function rowsOf(facts: Facts, view: View): readonly Row[] {
  const found = new Set(facts.seats.filter((seat) => isWanted(seat, facts, view)));
  return rowsBelow([], facts.seats, found, facts, view);
}

/** The lines of the unit at `path`, whose seats are given. */
function rowsBelow(
  path: readonly string[],
  seats: readonly Seat[],
  found: ReadonlySet<Seat>,
  facts: Facts,
  view: View,
): readonly Row[] {
  const children = [...childrenOf(path, seats, facts)].filter(([, all]) =>
    all.some((seat) => found.has(seat)),
  );
  const of = children.length;
  return children.flatMap(([name, all], index): readonly Row[] => {
    const placed = { level: path.length + 1, place: index + 1, of };
    const [seat] = all;
    if (typeof name !== "string") return seat ? [pointRow(seat, facts, placed)] : [];
    const below = [...path, name];
    const narrowed = view.query.trim() !== "" || view.filter !== "all";
    const open = narrowed || !view.folded.has(unitKey(below));
    const row = unitRow(below, all, facts, open, placed);
    return open ? [row, ...rowsBelow(below, all, found, facts, view)] : [row];
  });
}

/** What stands directly below a unit: units by name with all their seats, and single seats by themselves. */
function childrenOf(
  path: readonly string[],
  seats: readonly Seat[],
  facts: Facts,
): ReadonlyMap<string | Seat, readonly Seat[]> {
  const children = new Map<string | Seat, Seat[]>();
  for (const seat of seats) {
    const name = pathOf(seat, facts)[path.length] ?? seat;
    const listed = children.get(name);
    if (listed) listed.push(seat);
    else children.set(name, [seat]);
  }
  return children;
}

function pathOf(seat: Seat, { paths }: Facts): readonly string[] {
  return paths.get(seat.point) ?? (seat.unit === "" ? [] : [seat.unit]);
}

function pointRow(seat: Seat, { hands, lines }: Facts, placed: Placed): PointRow {
  const health = healthOf(seat, lines);
  return { kind: "point", key: seat.point, seat, health, hand: hands.has(seat.point), ...placed };
}

function unitRow(
  path: readonly string[],
  seats: readonly Seat[],
  { lines }: Facts,
  open: boolean,
  placed: Placed,
): UnitRow {
  return {
    kind: "unit",
    key: unitKey(path),
    name: path.at(-1) ?? "",
    points: seats.map(({ point }) => point),
    here: seats.filter(({ state }) => state === "present").length,
    trouble: seats.filter((seat) => isTrouble(healthOf(seat, lines))).length,
    open,
    ...placed,
  };
}

function isWanted(seat: Seat, facts: Facts, { query, filter }: View): boolean {
  const { hands, lines, marks } = facts;
  const units = pathOf(seat, facts).join(" ");
  if (query.trim() !== "" && !matches(`${seat.name} ${units}`, query)) return false;
  switch (filter) {
    case "all":
      return true;
    case "hands":
      return hands.has(seat.point);
    case "trouble":
      return isTrouble(healthOf(seat, lines));
    case "lobby":
      return seat.state === "lobby";
    case "unmarked":
      return (marks.get(seat.point)?.presence ?? "unknown") === "unknown";
  }
}

/** The part of a long list that is seen, a few lines more on each side: first line and number of lines. */
export function windowOf(
  scrolled: number,
  height: number,
  rowHeight: number,
  count: number,
): readonly [number, number] {
  const spare = 4;
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / rowHeight) - spare));
  const last = Math.min(count, Math.ceil((scrolled + height) / rowHeight) + spare);
  return [first, Math.max(0, last - first)];
}

/** A list with the item at `from` moved to `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

/** Lines that one press of Page Up or Page Down passes. */
const PAGE = 10;

/** Where a key leads in a list; null for one that leads nowhere. */
export function reached(key: string, at: number, length: number): number | null {
  const last = length - 1;
  const places: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    PageUp: at - PAGE,
    PageDown: at + PAGE,
    Home: 0,
    End: last,
  };
  const place = places[key];
  return place === undefined ? null : Math.max(0, Math.min(place, last));
}
