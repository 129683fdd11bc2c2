import { expect, test } from "vitest";
import type { Seat } from "../../protocol";
import { type Facts, moved, type Row, reached, rowsOf, type View, windowOf } from "./rows";

function seat(point: string, unit: string, more: Partial<Seat> = {}): Seat {
  return {
    point,
    name: point,
    unit,
    state: "present",
    muted: true,
    camera: true,
    hand_since: null,
    kind: "point",
    order: 0,
    ...more,
  };
}

const SEATS = [
  seat("tinh", "", { name: "UBND tỉnh" }),
  seat("a", "Huyện Trực Ninh", { name: "Xã Bàn Thạch" }),
  seat("b", "Huyện Trực Ninh", { name: "Xã Bản Phố", state: "dropped" }),
  seat("c", "Huyện Hải Hậu", { name: "Xã Hải Anh", state: "invited" }),
];

const FACTS: Facts = {
  seats: SEATS,
  hands: new Set(["a"]),
  marks: new Map([["a", { point: "a", presence: "online", reason: "", heads: null }]]),
  lines: new Map([["tinh", { grade: "poor" }]]),
  paths: new Map(),
};

const ALL: View = { query: "", filter: "all", folded: new Set() };
const keys = (rows: readonly Row[]) => rows.map(({ key }) => key);

test("units with their points below; a point of no unit stands alone", () => {
  expect(keys(rowsOf(FACTS, ALL))).toEqual([
    "tinh",
    "unit huyen truc ninh",
    "a",
    "b",
    "unit huyen hai hau",
    "c",
  ]);
});

test("where the tree is told, units stand in units, each line at its place", () => {
  const paths = new Map([
    ["tinh", ["Tỉnh Nam Định"]],
    ["a", ["Tỉnh Nam Định", "Huyện Trực Ninh"]],
    ["b", ["Tỉnh Nam Định", "Huyện Trực Ninh"]],
    ["c", ["Tỉnh Nam Định", "Huyện Hải Hậu"]],
  ]);
  const rows = rowsOf({ ...FACTS, paths }, ALL);
  expect(rows.map(({ level, place, of }) => [level, place, of])).toEqual([
    [1, 1, 1],
    [2, 1, 3],
    [2, 2, 3],
    [3, 1, 2],
    [3, 2, 2],
    [2, 3, 3],
    [3, 1, 1],
  ]);
  expect(rows[0]).toMatchObject({
    name: "Tỉnh Nam Định",
    points: ["tinh", "a", "b", "c"],
    here: 2,
  });
  const folded = new Set(["unit tinh nam dinh / huyen truc ninh"]);
  expect(rowsOf({ ...FACTS, paths }, { ...ALL, folded })).toHaveLength(5);
});

test("a unit says how many are here and how many have trouble, folded in as well", () => {
  const folded = new Set(["unit huyen truc ninh"]);
  const [, unit, next] = rowsOf(FACTS, { ...ALL, folded });
  expect(unit).toMatchObject({ here: 1, trouble: 1, open: false, points: ["a", "b"] });
  expect(next?.key).toBe("unit huyen hai hau");
});

test("a search finds with diacritics and without, and shows what is folded in", () => {
  const folded = new Set(["unit huyen truc ninh"]);
  const find = (query: string) => keys(rowsOf(FACTS, { ...ALL, folded, query }));
  expect(find("ban")).toEqual(["unit huyen truc ninh", "a", "b"]);
  expect(find("bàn")).toEqual(["unit huyen truc ninh", "a"]);
  expect(find("truc ninh")).toEqual(["unit huyen truc ninh", "a", "b"]);
  expect(find("không có")).toEqual([]);
});

test("filters: hands, trouble, not yet marked", () => {
  const filter = (name: View["filter"]) =>
    keys(rowsOf(FACTS, { ...ALL, filter: name })).filter((key) => !key.startsWith("unit"));
  expect(filter("hands")).toEqual(["a"]);
  expect(filter("trouble")).toEqual(["tinh", "b"]);
  expect(filter("unmarked")).toEqual(["tinh", "b", "c"]);
  expect(filter("lobby")).toEqual([]);
});

test("of a long list only what is seen is drawn", () => {
  expect(windowOf(0, 360, 36, 400)).toEqual([0, 14]);
  expect(windowOf(3_600, 360, 36, 400)).toEqual([96, 18]);
  expect(windowOf(14_040, 360, 36, 400)).toEqual([386, 14]);
  expect(windowOf(9_000, 360, 36, 3)).toEqual([3, 0]);
});

test("four hundred points are put in lines within a frame", () => {
  const seats = Array.from({ length: 400 }, (_, i) =>
    seat(`p${i}`, `Huyện ${Math.floor(i / 12)}`, { name: `UBND xã Đông Thượng ${i}` }),
  );
  const facts = { ...FACTS, seats };
  rowsOf(facts, { ...ALL, query: "dong" });
  const began = performance.now();
  for (let i = 0; i < 10; i++) rowsOf(facts, { ...ALL, query: "đông thượng 3" });
  expect((performance.now() - began) / 10).toBeLessThan(16);
});

test("an item goes to another place of its list", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "b", "c"]);
});

test("a list is walked by line and by page, and ends at its ends", () => {
  expect(reached("ArrowDown", 0, 30)).toBe(1);
  expect(reached("ArrowUp", 0, 30)).toBe(0);
  expect(reached("PageDown", 25, 30)).toBe(29);
  expect(reached("PageUp", 25, 30)).toBe(15);
  expect(reached("End", 3, 30)).toBe(29);
  expect(reached("Home", 3, 30)).toBe(0);
  expect(reached("x", 3, 30)).toBeNull();
});
