import { expect, test } from "vitest";
import {
  dropPoint,
  dropUnit,
  filled,
  type Invited,
  inviteUnit,
  isWhole,
  type PointNode,
  Tree,
} from "./invited";
import { treeRows } from "./tree-rows";

const unit = (id: string, parent: string | null, name = id) => ({ id, parent, name });
const point = (id: string, unit: string | null, name = id): PointNode => ({
  ...{ id, unit, name },
  delegates: 3,
});

/** A province with two districts, the first of which has two communes. */
const TREE = new Tree(
  [
    unit("tinh", null, "Tỉnh Nam Định"),
    unit("truc-ninh", "tinh", "Huyện Trực Ninh"),
    unit("hai-hau", "tinh", "Huyện Hải Hậu"),
    unit("x1", "truc-ninh", "Xã Trực Đại"),
    unit("x2", "truc-ninh", "Xã Trực Thái"),
  ],
  [
    point("p0", "tinh", "UBND tỉnh"),
    point("p1", "truc-ninh"),
    point("p2", "x1"),
    point("p3", "x2"),
    point("p4", "hai-hau"),
    point("robot", null),
  ],
);

const NOBODY: Invited = { units: [], points: [] };
const ids = ({ points }: Invited) => points.map((it) => it.point).sort();

test("a whole unit brings all points below it, with their delegates", () => {
  const all = inviteUnit(TREE, inviteUnit(TREE, NOBODY, "x1"), "tinh");
  expect(all.units).toEqual(["tinh"]);
  expect(ids(all)).toEqual(["p0", "p1", "p2", "p3", "p4"]);
  expect(all.points.every(({ delegates }) => delegates === 3)).toBe(true);
  expect(isWhole(TREE, all, "x2")).toBe(true);
});

test("a point that is left out parts the units above it, and nothing else", () => {
  const all = inviteUnit(TREE, NOBODY, "tinh");
  const left = dropPoint(TREE, all, "p2");
  expect([...left.units].sort()).toEqual(["hai-hau", "x2"]);
  expect(ids(left)).toEqual(["p0", "p1", "p3", "p4"]);
  // The server adds what whole units have: the point stays away.
  expect(ids(filled(TREE, left))).toEqual(ids(left));
});

test("a unit that is left out leaves its sisters whole", () => {
  const left = dropUnit(TREE, inviteUnit(TREE, NOBODY, "tinh"), "truc-ninh");
  expect(left.units).toEqual(["hai-hau"]);
  expect(ids(left)).toEqual(["p0", "p4"]);
  expect(dropUnit(TREE, left, "tinh")).toEqual(NOBODY);
});

test("points that a whole unit has got since come along", () => {
  const kept = { units: ["truc-ninh"], points: [{ point: "p1", delegates: 9, room: true }] };
  const now = filled(TREE, kept);
  expect(ids(now)).toEqual(["p1", "p2", "p3"]);
  expect(now.points[0]).toEqual({ point: "p1", delegates: 9, room: true });
});

test("the lines that are shown", () => {
  const shown = (query: string, only: string[] | null = null, turned: string[] = []) =>
    treeRows(TREE, { query, only: only && new Set(only), turned: new Set(turned) }).map((row) =>
      row.kind === "unit" ? `${row.unit.id}/${row.depth}` : `${row.point.id}/${row.depth}`,
    );
  expect(shown("")).toEqual(["tinh/0", "p0/1", "truc-ninh/1", "hai-hau/1", "robot/0"]);
  expect(shown("", null, ["hai-hau"])).toContain("p4/2");
  // A unit that is found shows its own, and what leads to it.
  expect(shown("truc dai")).toEqual(["tinh/0", "truc-ninh/1", "x1/2", "p2/3"]);
  expect(shown("Trúc")).toEqual([]);
  expect(shown("", ["p4"])).toEqual(["tinh/0", "hai-hau/1", "p4/2"]);
});
