import { expect, test } from "vitest";
import { isOn, type Spot, type Surface } from "./surface";

const SPOT: Spot = { page: "me", window: [1280, 984], screen: [1920, 1080] };

function surface(kind: string, width = 1920, height = 1080, page: string | null = null): Surface {
  return { kind, width, height, page };
}

test("a shared tab shows the page that is in it, and no other", () => {
  expect(isOn(surface("browser", 1280, 720, "me"), SPOT)).toBe(true);
  expect(isOn(surface("browser", 1280, 720, "another"), SPOT)).toBe(false);
  expect(isOn(surface("browser", 1280, 720), SPOT)).toBe(false);
});

test("a whole screen shows the page, unless it is another screen by its shape", () => {
  expect(isOn(surface("monitor", 1280, 720), SPOT)).toBe(true);
  expect(isOn(surface("monitor", 1728, 1080), SPOT)).toBe(false);
  expect(isOn(surface("", 1280, 720), SPOT), "a browser that does not tell").toBe(true);
});

test("a window shows the page only if it may be the page's own", () => {
  expect(isOn(surface("window", 1405, 1080), SPOT)).toBe(true);
  expect(isOn(surface("window", 1440, 1080), SPOT)).toBe(false);
});

test("what has no size yet may be anything", () => {
  expect(isOn(surface("monitor", 0, 0), SPOT)).toBe(true);
});
