import type { InvitedPoint } from "../protocol";

export interface UnitNode {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
}

export interface PointNode {
  readonly id: string;
  readonly unit: string | null;
  readonly name: string;
  readonly delegates: number;
}

/** Who is invited: all points one by one, and the units that bring along points they get later. */
export interface Invited {
  readonly units: readonly string[];
  readonly points: readonly InvitedPoint[];
}

/** Units with what is below them. "" is above those whose parent is not known here. */
export class Tree {
  readonly units: ReadonlyMap<string, UnitNode>;
  readonly points: ReadonlyMap<string, PointNode>;
  readonly #below = new Map<string, UnitNode[]>();
  readonly #at = new Map<string, PointNode[]>();

  constructor(units: readonly UnitNode[], points: readonly PointNode[]) {
    this.units = new Map(units.map((it) => [it.id, it]));
    this.points = new Map(points.map((it) => [it.id, it]));
    for (const it of units) push(this.#below, this.parent(it.id), it);
    for (const it of points) push(this.#at, this.#known(it.unit), it);
  }

  /** The unit above, "" for none. */
  parent(unit: string): string {
    return this.#known(this.units.get(unit)?.parent ?? null);
  }

  unitsBelow(unit: string): readonly UnitNode[] {
    return this.#below.get(unit) ?? [];
  }

  pointsOf(unit: string): readonly PointNode[] {
    return this.#at.get(unit) ?? [];
  }

  /** All points of a unit and of the units below it. */
  allPoints(unit: string): PointNode[] {
    return [
      ...this.pointsOf(unit),
      ...this.unitsBelow(unit).flatMap(({ id }) => this.allPoints(id)),
    ];
  }

  /** A unit and those above it, nearest first. */
  lineage(unit: string): string[] {
    const line: string[] = [];
    for (let at = this.#known(unit); at !== ""; at = this.parent(at)) line.push(at);
    return line;
  }

  #known(unit: string | null): string {
    return unit !== null && this.units.has(unit) ? unit : "";
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The invitation with the points that whole units have got since. */
export function filled(tree: Tree, invited: Invited): Invited {
  return invited.units.reduce((all, unit) => withPoints(all, tree.allPoints(unit)), invited);
}

export function inviteUnit(tree: Tree, invited: Invited, unit: string): Invited {
  const others = invited.units.filter((it) => !tree.lineage(it).includes(unit));
  return withPoints({ ...invited, units: [...others, unit] }, tree.allPoints(unit));
}

export function invitePoint(invited: Invited, point: PointNode): Invited {
  return withPoints(invited, [point]);
}

/** Without a unit and all below it: a whole unit above it is invited in parts from then on. */
export function dropUnit(tree: Tree, invited: Invited, unit: string): Invited {
  const gone = new Set(tree.allPoints(unit).map(({ id }) => id));
  const units = parted(tree, invited.units, tree.parent(unit), unit);
  return {
    units: units.filter((it) => !tree.lineage(it).includes(unit)),
    points: invited.points.filter(({ point }) => !gone.has(point)),
  };
}

export function dropPoint(tree: Tree, invited: Invited, point: string): Invited {
  const unit = tree.points.get(point)?.unit ?? "";
  return {
    units: parted(tree, invited.units, unit, ""),
    points: invited.points.filter((it) => it.point !== point),
  };
}

export function withDelegates(invited: Invited, point: string, delegates: number): Invited {
  const points = invited.points.map((it) => (it.point === point ? { ...it, delegates } : it));
  return { ...invited, points };
}

/** Whether a unit comes with all that it will ever have, for itself or with one above it. */
export function isWhole(tree: Tree, invited: Invited, unit: string): boolean {
  return tree.lineage(unit).some((it) => invited.units.includes(it));
}

function withPoints(invited: Invited, more: readonly PointNode[]): Invited {
  const known = new Set(invited.points.map(({ point }) => point));
  const added = more
    .filter(({ id }) => !known.has(id))
    .map(({ id, delegates }) => ({ point: id, delegates, room: null }));
  return { ...invited, points: [...invited.points, ...added] };
}

/**
 * Whole units in which something at `unit` is left out: each whole one from there upwards gives way to the units
 * below it, but for those on the way to `except`.
 */
function parted(
  tree: Tree,
  units: readonly string[],
  unit: string,
  except: string,
): readonly string[] {
  const line = tree.lineage(unit);
  const top = line.findLastIndex((it) => units.includes(it));
  if (top === -1) return units;
  const way = line.slice(0, top + 1);
  const left = new Set([...way, except]);
  const beside = way.flatMap((it) => tree.unitsBelow(it).map(({ id }) => id));
  return [...units.filter((it) => !left.has(it)), ...beside.filter((it) => !left.has(it))];
}
