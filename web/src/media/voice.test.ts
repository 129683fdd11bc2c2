import { expect, test } from "vitest";
import { decibels, meterFraction } from "./level";
import { hear, isDead, isSpeaking, unheard } from "./voice";

function listen(levels: readonly number[]) {
  let voice = unheard;
  levels.forEach((db, i) => {
    voice = hear(voice, db, i * 100);
  });
  return { voice, now: (levels.length - 1) * 100 };
}

test("a sentence is speech, with its pauses; a cough is not", () => {
  const sentence = listen([-30, -30, -70, -70, -70, -30, -30, -30, -30, -30]);
  expect(isSpeaking(sentence.voice, sentence.now)).toBe(true);
  const cough = listen([-70, -20, -20, -70]);
  expect(isSpeaking(cough.voice, cough.now)).toBe(false);
});

test("speech is over soon after the last word", () => {
  const { voice, now } = listen(Array(10).fill(-30));
  expect(isSpeaking(voice, now + 600)).toBe(true);
  expect(isSpeaking(voice, now + 601)).toBe(false);
});

test("a quiet room is not a dead microphone, exact silence is", () => {
  const quiet = listen(Array(60).fill(-75));
  expect(isDead(quiet.voice, quiet.now)).toBe(false);
  const dead = listen(Array(60).fill(Number.NEGATIVE_INFINITY));
  expect(isDead(dead.voice, dead.now)).toBe(true);
});

test("level of a full-scale square wave is 0 dBFS, of nothing is minus infinity", () => {
  expect(decibels(new Float32Array([1, -1, 1, -1]))).toBe(0);
  expect(decibels(new Float32Array(4))).toBe(Number.NEGATIVE_INFINITY);
});

test("the meter is empty in silence and full in loud speech", () => {
  expect(meterFraction(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(meterFraction(-36)).toBeCloseTo(0.5);
  expect(meterFraction(0)).toBe(1);
});
