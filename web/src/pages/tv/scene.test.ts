import { expect, test } from "vitest";
import { comesBackAfter, type Now, needsPerson, sceneOf } from "./scene";

const calm: Now = { end: null, waits: false, wasLive: true, brokenFor: null, unreachable: false };
const of = (more: Partial<Now>) => sceneOf({ ...calm, ...more });

test("the picture is the screen, and one that stands does not look live", () => {
  expect(of({})).toBe("meeting");
  expect(of({ brokenFor: 1_000 })).toBe("meeting");
  expect(of({ brokenFor: 2_000, unreachable: true })).toBe("lost");
});

test("before the first picture: on the way, in the lobby, or without a line", () => {
  const early = { wasLive: false };
  expect(of(early)).toBe("joining");
  expect(of({ ...early, waits: true })).toBe("lobby");
  expect(of({ ...early, waits: true, unreachable: true })).toBe("lost");
});

test("an end stays on the screen until we are in again", () => {
  expect(of({ end: "over" })).toBe("ended");
});

test("the screen comes back by itself, but fights with nobody", () => {
  for (const end of ["over", "token_expired", "meeting_locked", "meeting_unknown"] as const) {
    expect(comesBackAfter(end)).toBeGreaterThan(0);
  }
  for (const end of ["replaced", "removed", "left"] as const) {
    expect(comesBackAfter(end)).toBeNull();
    expect(needsPerson(end)).toBe(true);
  }
});
