import { expect, test } from "vitest";
import { brief } from "./brief";

test("offices and kinds of places are shortened as papers do, whole words alone", () => {
  expect(brief("Ủy ban nhân dân thành phố Nam Định")).toBe("UBND TP. Nam Định");
  expect(brief("Uỷ ban nhân dân thị trấn Mỹ Lộc")).toBe("UBND TT. Mỹ Lộc");
  expect(brief("Thường trực Hội đồng nhân dân tỉnh")).toBe("Thường trực HĐND tỉnh");
  expect(brief("UBND xã Trực Ninh")).toBe("UBND xã Trực Ninh");
});
