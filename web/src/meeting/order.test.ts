import { expect, it } from "vitest";
import { byUnit, inOrder, needed } from "./order";

const POINTS = ["a", "b", "c", "d"];

it("lets who is not in a list follow as before", () => {
  expect(inOrder(POINTS, ["c", "gone", "a"])).toEqual(["c", "a", "b", "d"]);
  expect(inOrder(POINTS, [])).toEqual(POINTS);
});

it("keeps no more of a list than says it all", () => {
  expect(needed(["c", "a", "b", "d"], POINTS)).toEqual(["c"]);
  expect(needed(["b", "a", "c", "d"], POINTS)).toEqual(["b"]);
  expect(needed(["a", "b", "d", "c"], POINTS)).toEqual(["a", "b", "d"]);
  expect(needed(POINTS, POINTS)).toEqual([]);
});

it("puts points in the order of the directory, not of the alphabet", () => {
  const standing = [
    { point: "xb", name: "UBND xã Trực Hùng", rank: 3, order: 0 },
    { point: "guest", name: "Khách mời", rank: 9, order: 0 },
    { point: "hb", name: "UBND huyện Hải Hậu", rank: 2, order: 0 },
    { point: "t2", name: "Hội trường UBND tỉnh", rank: 0, order: 1 },
    { point: "ha", name: "UBND huyện Trực Ninh", rank: 1, order: 0 },
    { point: "t1", name: "Văn phòng UBND tỉnh", rank: 0, order: 0 },
    { point: "xa", name: "UBND xã Hải Anh", rank: 3, order: 0 },
  ];
  expect(byUnit(standing)).toEqual(["t1", "t2", "ha", "hb", "xa", "xb", "guest"]);
});
