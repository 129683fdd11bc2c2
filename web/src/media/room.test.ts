import { expect, test } from "vitest";
import { BITRATES, type Course, follow, LOOK_MS, outset, roomFor } from "./room";

/** Looks at a sender that has sent so many bytes more each time. */
function looked(steps: readonly number[]): [Course, number] {
  let [course, bytes, now] = [outset, 0, 0];
  for (const step of steps) {
    bytes += step;
    now += LOOK_MS;
    course = follow(course, bytes, now);
  }
  return [course, now];
}

const room = (steps: readonly number[]) =>
  roomFor({ shown: "pages", watchers: 400 }, ...looked(steps));
const calm = Array(12).fill(300);

test("a page that stands may take more, until it is turned", () => {
  expect(room([])).toBe(BITRATES.changing);
  expect(room(calm.slice(0, 5))).toBe(BITRATES.changing);
  expect(room(calm)).toBe(BITRATES.standing);
  expect(room([...calm, 40_000])).toBe(BITRATES.changing);
  expect(room([...calm, 40_000, ...Array(8).fill(17_000), 300])).toBe(BITRATES.changing);
  expect(room([...calm, 40_000, ...calm])).toBe(BITRATES.standing);
});

test("a film has its own, and in a large meeting a little less", () => {
  const film = (watchers: number) => roomFor({ shown: "film", watchers }, ...looked(calm));
  expect([0, 1, 120, 200, 400].map(film)).toEqual([
    BITRATES.film,
    BITRATES.film,
    BITRATES.film,
    1_500_000,
    800_000,
  ]);
});
