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

/** How a paper is opened: beside the meeting, in a tab of its own, or kept on the computer to be read elsewhere. */
export type Opening = "inside" | "tab" | "download";

/** What a screen can do for a PDF. */
export interface Reading {
  /** The browser shows PDF by itself (HTML, 8.10.1.6). Those of Android do not: a tab for it would stay empty. */
  readonly hasReader: boolean;
  /** There is room for a paper beside what else is shown. */
  readonly isWide: boolean;
  /** It is led by a finger: inside a page, readers of tablets show the first sheet alone. */
  readonly isTouch: boolean;
}

export function openingOf({ hasReader, isWide, isTouch }: Reading): Opening {
  if (!hasReader) return "download";
  return isWide && !isTouch ? "inside" : "tab";
}
