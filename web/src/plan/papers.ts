import type { Paper } from "../protocol";

/** The papers of a meeting as people look for them. */
export interface Sorted {
  /** Those of the item that is dealt with now. */
  readonly now: readonly Paper[];
  /** Those of the other items, by item. */
  readonly of: ReadonlyMap<string, readonly Paper[]>;
  /** Those of the whole meeting, and of items that are no more. */
  readonly common: readonly Paper[];
}

export function sorted(
  papers: readonly Paper[],
  items: readonly { readonly id: string }[],
  current: string | null,
): Sorted {
  const now: Paper[] = [];
  const common: Paper[] = [];
  const of = new Map<string, Paper[]>(items.map(({ id }) => [id, []]));
  for (const paper of papers) {
    if (paper.item !== "" && paper.item === current) now.push(paper);
    else (of.get(paper.item) ?? common).push(paper);
  }
  return { now, of, common };
}
