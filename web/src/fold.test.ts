import { expect, test } from "vitest";
import { fold, matches } from "./fold";

test("diacritics, đ, case and spaces do not matter", () => {
  expect(fold("  Huyện  Ý Yên, Đông Đô ")).toBe("huyen y yen, dong do");
  expect(fold("Trực Ninh".normalize("NFD"))).toBe("truc ninh");
});

test("plain letters find every spelling, diacritics only their own", () => {
  expect(matches("UBND xã Trực Đại", "truc dai")).toBe(true);
  expect(matches("UBND xã Trực Đại", "TRỰC")).toBe(true);
  expect(matches("Bản Giốc", "bàn")).toBe(false);
  expect(matches("Bản Giốc", "bản".normalize("NFD"))).toBe(true);
  expect(matches("Bản Giốc", "ban")).toBe(true);
  expect(matches("Bản Giốc", "  ")).toBe(true);
});
