/** The list with one of its entries at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const entry = list[from];
  if (entry === undefined || to < 0 || to >= list.length || from === to) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), entry, ...rest.slice(to)];
}

/**
 * Where an entry goes that is held at the height `y`: past each neighbour whose middle it has passed. `middles` are
 * those of all entries, from above.
 */
export function placeAt(middles: readonly number[], from: number, y: number): number {
  const before = middles.slice(0, from).filter((middle) => middle < y).length;
  const passed = middles.slice(from + 1).filter((middle) => middle < y).length;
  return passed > 0 ? from + passed : before;
}
