import { expect, test } from "vitest";
import type { Paper } from "../protocol";
import { openingOf, sorted } from "./papers";

const paper = (id: string, item: string) => ({ id, item }) as Paper;

test("papers of the item that is dealt with come first, those of none last", () => {
  const papers = [paper("a", "one"), paper("b", "two"), paper("c", ""), paper("d", "gone")];
  const { now, of, common } = sorted(papers, [{ id: "one" }, { id: "two" }], "two");
  expect(now.map(({ id }) => id)).toEqual(["b"]);
  expect([...of].map(([item, those]) => [item, those.map(({ id }) => id)])).toEqual([
    ["one", ["a"]],
    ["two", []],
  ]);
  expect(common.map(({ id }) => id)).toEqual(["c", "d"]);
  expect(sorted(papers, [], null).now).toEqual([]);
});

test("a paper is downloaded where the browser cannot show it, and read inside where it can be turned", () => {
  const desk = { hasReader: true, isWide: true, isTouch: false };
  expect(openingOf(desk)).toBe("inside");
  expect(openingOf({ ...desk, isWide: false })).toBe("tab");
  expect(openingOf({ ...desk, isTouch: true })).toBe("tab");
  expect(openingOf({ ...desk, hasReader: false })).toBe("download");
});
