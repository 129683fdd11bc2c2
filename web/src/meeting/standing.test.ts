import { expect, test } from "vitest";
import { type Situation, standing } from "./standing";
import { press, switchAt } from "./switch";

const calm: Situation = {
  online: true,
  link: "open",
  media: "live",
  wasLive: true,
  microphone: switchAt(true),
  trouble: null,
  heard: false,
  talking: false,
  talk: "none",
  dead: false,
  place: "away",
  mayOpen: true,
  invited: false,
};

const of = (more: Partial<Situation>) => standing({ ...calm, ...more });

test("the microphone, when all else is well", () => {
  expect(of({})).toBe("open");
  expect(of({ heard: true })).toBe("onAir");
  expect(of({ microphone: switchAt(false) })).toBe("muted");
  expect(of({ microphone: switchAt(false), talking: true })).toBe("talkingMuted");
  expect(of({ dead: true })).toBe("deadMicrophone");
  expect(of({ trouble: "unplugged" })).toBe("noMicrophone");
});

test("never claims to be open or closed while the server has not said so", () => {
  expect(of({ microphone: press(switchAt(false), true, 0) })).toBe("opening");
  expect(of({ microphone: press(switchAt(true), false, 0), heard: true })).toBe("closing");
});

test("trouble with the line comes before the microphone", () => {
  expect(of({ online: false, media: "waiting" })).toBe("offline");
  expect(of({ media: "restarting", heard: true })).toBe("reconnecting");
  expect(of({ media: "joining", wasLive: false })).toBe("joining");
  expect(of({ link: "waiting" })).toBe("controlLost");
});

test("the floor: on air is on air also between two sentences", () => {
  expect(of({ place: "onAir" })).toBe("onAir");
  expect(of({ place: "onAir", dead: true })).toBe("deadMicrophone");
  expect(of({ place: "next" })).toBe("open");
});

test("the floor, while the microphone is off", () => {
  const off = { microphone: switchAt(false) };
  expect(of({ ...off, place: "onAir", invited: true })).toBe("calledMuted");
  expect(of({ ...off, invited: true, talking: true })).toBe("invited");
  expect(of({ ...off, place: "next", talking: true })).toBe("next");
  expect(of({ ...off, place: "queued" })).toBe("queued");
  expect(of({ ...off, place: "queued", talking: true })).toBe("talkingMuted");
  expect(of({ ...off, mayOpen: false })).toBe("locked");
  expect(of({ ...off, mayOpen: false, talking: true })).toBe("talkingLocked");
  expect(of({ ...off, mayOpen: false, talking: true, place: "queued" })).toBe("queued");
});

test("in a private talk the meeting does not hear us, on air or not", () => {
  expect(of({ talk: "open", heard: true, place: "onAir" })).toBe("private");
  expect(of({ talk: "shut", microphone: switchAt(false), talking: true })).toBe("privateShut");
  expect(of({ talk: "open", trouble: "missing" })).toBe("noMicrophone");
  expect(of({ talk: "open", link: "waiting", wasLive: true })).toBe("controlLost");
});
