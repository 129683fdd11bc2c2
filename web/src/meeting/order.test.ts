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

it("puts the province before districts, and these before communes", () => {
  const standing = [
    { point: "xb", name: "UBND xã Trực Hùng", path: ["Nam Định", "Trực Ninh", "Trực Hùng"] },
    { point: "hb", name: "UBND huyện Trực Ninh", path: ["Nam Định", "Trực Ninh"] },
    { point: "t2", name: "Văn phòng UBND tỉnh", path: ["Nam Định"] },
    { point: "xa", name: "UBND xã Hải Anh", path: ["Nam Định", "Hải Hậu", "Hải Anh"] },
    { point: "ha", name: "UBND huyện Hải Hậu", path: ["Nam Định", "Hải Hậu"] },
    { point: "t1", name: "UBND tỉnh", path: ["Nam Định"] },
  ];
  expect(byUnit(standing)).toEqual(["t1", "t2", "ha", "hb", "xa", "xb"]);
});
