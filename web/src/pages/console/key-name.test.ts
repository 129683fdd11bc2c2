import { expect, test } from "vitest";
import { nameOf } from "./key-name";

const PLAIN = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

test("a digit with Shift is known by its place, whatever sign the layout has there", () => {
  expect(nameOf({ ...PLAIN, key: "3", code: "Digit3" })).toBe("3");
  expect(nameOf({ ...PLAIN, key: "#", code: "Digit3", shiftKey: true })).toBe("Shift+3");
  expect(nameOf({ ...PLAIN, key: ")", code: "Digit0", shiftKey: true })).toBe(")");
  expect(nameOf({ ...PLAIN, key: "M", code: "KeyM", shiftKey: true })).toBe("Shift+M");
  expect(nameOf({ ...PLAIN, key: "3", code: "Digit3", ctrlKey: true })).toBeNull();
});
