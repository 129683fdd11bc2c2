import { expect, test } from "vitest";
import type { Marked, ServerMessage, ServerVoteTold } from "../protocol";
import { anew, applyConduct, type Conduct, UNTOLD } from "./conduct";

const after = (...messages: ServerMessage[]): Conduct => messages.reduce(applyConduct, UNTOLD);

function mark(point: string, more: Partial<Marked> = {}): Marked {
  return { point, presence: "online", reason: "", heads: null, ...more };
}

function vote(id: string, more: Partial<ServerVoteTold> = {}): ServerVoteTold {
  return {
    type: "vote",
    vote: id,
    question: id,
    options: ["Tán thành", "Không tán thành"],
    basis: "points",
    secret: false,
    base: "all",
    share: "half",
    until: null,
    voters: 2,
    voted: 0,
    cancelled: false,
    result: null,
    shown: false,
    ...more,
  };
}

test("a section is what was last told of it", () => {
  const agenda = {
    type: "agenda",
    items: [{ id: "1", title: "Khai mạc" }],
    current: null,
  } as const;
  const told = after(
    { ...agenda, items: [] },
    { ...agenda, items: [...agenda.items], current: "1" },
    { type: "mic", muted: true, may_open: false, invited: false, granted: false },
    { type: "talk", point: "a" },
  );
  expect(told.agenda?.current).toBe("1");
  expect(told.mic?.may_open).toBe(false);
  expect(told.talk).toBe("a");
  expect(told.floor).toBeNull();
});

test("marks of the roll call add up", () => {
  const told = after(
    { type: "marks", marks: [mark("a"), mark("b")] },
    { type: "marks", marks: [mark("a", { heads: 12 })] },
  );
  expect(told.marks.get("a")?.heads).toBe(12);
  expect(told.marks.get("b")?.presence).toBe("online");
});

test("votes keep their order, and each is what was last told of it", () => {
  const told = after(vote("v1"), vote("v2"), vote("v1", { voted: 2 }));
  expect(told.votes.map((one) => [one.vote, one.voted])).toEqual([
    ["v1", 2],
    ["v2", 0],
  ]);
});

test("ballots and voters are kept by vote", () => {
  const told = after(
    { type: "ballot", vote: "v1", votes: 1, voted: true, counts: [] },
    { type: "ballot", vote: "v2", votes: 3, voted: false, counts: [] },
    { type: "voters", vote: "v2", votes: { a: 3 }, voted: [] },
  );
  expect(told.ballots.get("v1")?.voted).toBe(true);
  expect(told.ballots.get("v2")?.votes).toBe(3);
  expect(told.voters.get("v2")?.votes).toEqual({ a: 3 });
});

test("a welcome begins anew what is summed up, and keeps the lines that are told once", () => {
  const entry = {
    type: "entry",
    seq: 1,
    at: "",
    who: "",
    what: "",
    point: "",
    text: "",
    value: "",
  } as const;
  const told = anew(
    after({ type: "marks", marks: [mark("a")] }, vote("v1"), entry, { type: "talk", point: "a" }),
  );
  expect(told.marks.size).toBe(0);
  expect(told.votes).toEqual([]);
  expect(told.entries).toHaveLength(1);
});

test("a console keeps the newest lines only", () => {
  const entry = {
    type: "entry",
    at: "",
    who: "",
    what: "",
    point: "",
    text: "",
    value: "",
  } as const;
  const lines = Array.from({ length: 510 }, (_, seq) => ({ ...entry, seq }));
  const { entries } = after(...lines);
  expect(entries).toHaveLength(500);
  expect(entries.at(-1)?.seq).toBe(509);
});

test("what is not of the conduct changes nothing", () => {
  expect(applyConduct(UNTOLD, { type: "speaking", points: ["a"] })).toBe(UNTOLD);
});
