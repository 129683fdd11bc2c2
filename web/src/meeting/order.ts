/** What of a point decides where it stands among others. */
export interface Standing {
  readonly point: string;
  readonly name: string;
  /** The place of its unit among all of the directory, province before districts before communes. */
  readonly rank: number;
  /** Its own place in that unit. */
  readonly order: number;
}

/** Points in the order of a list; who is not in it follows as before. */
export function inOrder(points: readonly string[], order: readonly string[]): string[] {
  const here = new Set(points);
  const first = order.filter((point) => here.has(point));
  const placed = new Set(first);
  return [...first, ...points.filter((point) => !placed.has(point))];
}

/** The province first, then its districts, then communes: as the server seats a plan by rank. */
export function byUnit(points: readonly Standing[]): string[] {
  const sorted = [...points].sort(
    (one, other) =>
      one.rank - other.rank ||
      one.order - other.order ||
      before(one.name, other.name) ||
      before(one.point, other.point),
  );
  return sorted.map(({ point }) => point);
}

/** By code points, as the server compares. */
function before(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}

/** As much of a list as says it all: who follows as they would without it is left out. */
export function needed(list: readonly string[], points: readonly string[]): string[] {
  for (let kept = 0; kept < list.length; kept++) {
    const head = list.slice(0, kept);
    if (inOrder(points, head).every((point, at) => point === list[at])) return head;
  }
  return [...list];
}
