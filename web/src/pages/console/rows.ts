import { fold, matches } from "../../fold";
import { unitOf } from "../../meeting/state";
import type { Marked, Seat } from "../../protocol";

export const FILTERS = ["all", "hands", "trouble", "lobby", "unmarked"] as const;
export type Filter = (typeof FILTERS)[number];

/** How a point is: a mark with a word, trouble first. */
export type Health = "lost" | "poor" | "fair" | "waiting" | "good" | "away";

/** A unit's line, with how many of its points are in the meeting and how many have trouble. */
export interface UnitRow {
  readonly kind: "unit";
  readonly key: string;
  readonly name: string;
  readonly points: readonly string[];
  readonly here: number;
  readonly trouble: number;
  readonly open: boolean;
}

/** A point's line; `level` 2 stands below a unit. */
export interface PointRow {
  readonly kind: "point";
  readonly key: string;
  readonly seat: Seat;
  readonly health: Health;
  readonly hand: boolean;
  readonly level: 1 | 2;
}

export type Row = UnitRow | PointRow;

/** What the lines are made of. */
export interface Facts {
  readonly seats: readonly Seat[];
  readonly hands: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, Marked>;
  /** What the lines are said to be like, where that is known. */
  readonly lines: ReadonlyMap<string, "good" | "fair" | "poor" | "lost">;
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
  return lines.get(seat.point) ?? "good";
}

export const isTrouble = (health: Health) =>
  health === "lost" || health === "poor" || health === "fair";

export const unitKey = (unit: string) => `unit ${fold(unit)}`;

/**
 * The lines of the list of points: units with their points below, in the order of the picture; points of no unit
 * stand alone. Whoever searches or filters sees what is found, folded in or not.
 */
export function rowsOf(facts: Facts, view: View): readonly Row[] {
  const rows: Row[] = [];
  for (const [unit, seats] of byUnit(facts.seats)) {
    const points = seats.map((seat) => pointRow(seat, facts, unit === "" ? 1 : 2));
    const found = points.filter((row) => isWanted(row, facts, view));
    if (found.length === 0) continue;
    if (unit === "") {
      rows.push(...found);
      continue;
    }
    const narrowed = view.query.trim() !== "" || view.filter !== "all";
    const open = narrowed || !view.folded.has(unitKey(unit));
    rows.push(unitRow(unit, points, open), ...(open ? found : []));
  }
  return rows;
}

/** Seats by the unit they are listed under; a unit stands where its first point does. */
function byUnit(seats: readonly Seat[]): ReadonlyMap<string, readonly Seat[]> {
  const units = new Map<string, Seat[]>();
  for (const seat of seats) {
    const listed = units.get(seat.unit);
    if (listed) listed.push(seat);
    else units.set(seat.unit, [seat]);
  }
  return units;
}

function pointRow(seat: Seat, { hands, lines }: Facts, level: 1 | 2): PointRow {
  const health = healthOf(seat, lines);
  return { kind: "point", key: seat.point, seat, health, hand: hands.has(seat.point), level };
}

function unitRow(name: string, points: readonly PointRow[], open: boolean): UnitRow {
  return {
    kind: "unit",
    key: unitKey(name),
    name,
    points: points.map(({ key }) => key),
    here: points.filter(({ seat }) => seat.state === "present").length,
    trouble: points.filter(({ health }) => isTrouble(health)).length,
    open,
  };
}

function isWanted(row: PointRow, { marks }: Facts, { query, filter }: View): boolean {
  const { seat } = row;
  if (query.trim() !== "" && !matches(`${seat.name} ${unitOf(seat)}`, query)) return false;
  switch (filter) {
    case "all":
      return true;
    case "hands":
      return row.hand;
    case "trouble":
      return isTrouble(row.health);
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
