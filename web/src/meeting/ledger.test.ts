import { expect, test } from "vitest";
import { aged, asked, askedAgain, done, NO_ACTS, refused, refusedAt, unanswered } from "./ledger";

const NO = { message_vi: "Không được.", message_en: "No." };

test("an act is under way until its own answer comes", () => {
  const going = asked(NO_ACTS, "call", "r1", 0);
  expect(going.get("call")).toEqual({ state: "going", ref: "r1", since: 0 });
  expect(done(going, "r2")).toBe(going);
  expect(done(going, "r1").has("call")).toBe(false);
});

test("an answer to an earlier act at the same place says nothing of the later one", () => {
  const twice = asked(asked(NO_ACTS, "call", "r1", 0), "call", "r2", 10);
  expect(refused(twice, "r1", NO, 20)).toBe(twice);
  expect(refused(twice, "r2", NO, 20).get("call")).toEqual({
    state: "refused",
    why: NO,
    since: 20,
  });
});

test("a refusal goes when something else is asked there, or has been read", () => {
  const no = refusedAt(NO_ACTS, "lock", "unlinked", 0);
  expect(asked(no, "lock", "r", 1).get("lock")?.state).toBe("going");
  expect(aged(no, 29_999)).toBe(no);
  expect(aged(no, 30_000).size).toBe(0);
});

test("no answer is told as what it is", () => {
  const going = asked(NO_ACTS, "call", "r1", 0);
  expect(aged(going, 4_999)).toBe(going);
  const unconfirmed = { state: "refused", why: "unconfirmed", since: 5_000 };
  expect(aged(going, 5_000).get("call")).toEqual(unconfirmed);
  expect(unanswered(going, 5_000).get("call")).toEqual(unconfirmed);
});

test("what is asked for once more is told of until the answer comes", () => {
  const again = askedAgain(asked(NO_ACTS, "call", "r1", 0), "call");
  expect(again.get("call")).toMatchObject({ state: "going", again: true });
  expect(done(again, "r1").size).toBe(0);
  expect(askedAgain(NO_ACTS, "call")).toBe(NO_ACTS);
});
