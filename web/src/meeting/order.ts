/** What of a point decides where it stands among others. */
export interface Standing {
  readonly point: string;
  readonly name: string;
  /** The names of its units, from the root of the tree down. */
  readonly path: readonly string[];
}

const vietnamese = new Intl.Collator("vi", { numeric: true });

/** Points in the order of a list; who is not in it follows as before. */
export function inOrder(points: readonly string[], order: readonly string[]): string[] {
  const here = new Set(points);
  const first = order.filter((point) => here.has(point));
  const placed = new Set(first);
  return [...first, ...points.filter((point) => !placed.has(point))];
}

/** The province first, then its districts, then communes: each by unit and name. */
export function byUnit(points: readonly Standing[]): string[] {
  const sorted = [...points].sort(
    (one, other) =>
      one.path.length - other.path.length ||
      vietnamese.compare(one.path.join("\n"), other.path.join("\n")) ||
      vietnamese.compare(one.name, other.name),
  );
  return sorted.map(({ point }) => point);
}

/** As much of a list as says it all: who follows as they would without it is left out. */
export function needed(list: readonly string[], points: readonly string[]): string[] {
  for (let kept = 0; kept < list.length; kept++) {
    const head = list.slice(0, kept);
    if (inOrder(points, head).every((point, at) => point === list[at])) return head;
  }
  return [...list];
}
