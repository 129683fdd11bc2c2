import { expect, test } from "vitest";
import { CONFIRM_MS, isLate, press, refused, resume, switchAt, told } from "./switch";

test("a press is under way until the server confirms it", () => {
  const pressed = press(switchAt(false), true, 10);
  expect(pressed).toEqual({ wanted: true, actual: false, pendingSince: 10 });
  expect(told(pressed, true)).toEqual(switchAt(true));
});

test("the echo of an earlier press does not undo a later one", () => {
  const twice = press(press(switchAt(false), true, 10), false, 20);
  const first = told(twice, true);
  expect(first).toEqual({ wanted: false, actual: true, pendingSince: 20 });
  expect(told(first, false)).toEqual(switchAt(false));
});

test("the server's own decision is taken over when nothing is under way", () => {
  expect(told(switchAt(true), false)).toEqual(switchAt(false));
});

test("a refusal goes back to what is so", () => {
  expect(refused(press(switchAt(false), true, 10))).toEqual(switchAt(false));
});

test("late after three seconds, never without a request", () => {
  const pressed = press(switchAt(false), true, 0);
  expect(isLate(pressed, CONFIRM_MS)).toBe(false);
  expect(isLate(pressed, CONFIRM_MS + 1)).toBe(true);
  expect(isLate(switchAt(true), 1e9)).toBe(false);
});

test("pressing what is already so asks for nothing", () => {
  expect(press(switchAt(false), false, 1)).toEqual(switchAt(false));
});

test("after a reconnect what was wanted is asked for again", () => {
  expect(resume(switchAt(true), false, 5)).toEqual({
    wanted: true,
    actual: false,
    pendingSince: 5,
  });
  expect(resume(press(switchAt(false), true, 1), true, 5)).toEqual(switchAt(true));
});
