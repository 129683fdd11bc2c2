import { expect, test } from "vitest";
import type { Marked, ServerEntryTold, ServerVoteTold } from "../protocol";
import { anew, applyConduct, type Conduct, UNTOLD } from "./conduct";

function vote(id: string, more: Partial<ServerVoteTold> = {}): ServerVoteTold {
  return {
    type: "vote",
    vote: id,
    question: "Thông qua?",
    options: ["Tán thành", "Không tán thành"],
    basis: "points",
    secret: false,
    base: "all",
    share: "half",
    until: null,
    voters: 3,
    voted: 0,
    cancelled: false,
    lost: false,
    result: null,
    shown: false,
    ...more,
  };
}

const mark = (point: string, presence: Marked["presence"]): Marked => ({
  point,
  presence,
  reason: "",
  heads: null,
});

function entry(seq: number): ServerEntryTold {
  const at = "2026-11-21T08:00:00+07:00";
  const line = { seq, at, who: "", text: "", text_en: "", minor: false };
  return { type: "entry", what: "seat.left", line };
}

test("marks and lines of which nothing is told stay as they were", () => {
  const first = applyConduct(UNTOLD, {
    type: "marks",
    marks: [mark("a", "online"), mark("b", "unknown")],
  });
  const then = applyConduct(first, { type: "marks", marks: [mark("b", "absent")] });
  expect(then.marks.get("a")?.presence).toBe("online");
  expect(then.marks.get("b")?.presence).toBe("absent");
  const poor = { point: "a", grade: "poor", loss: 9, rtt_ms: 120 } as const;
  const fair = { point: "b", grade: "fair", loss: 2, rtt_ms: 60 } as const;
  const lines = [poor, fair].reduce<Conduct>(
    (conduct, line) => applyConduct(conduct, { type: "health", points: [line] }),
    then,
  );
  expect([...lines.health.values()]).toEqual([poor, fair]);
});

test("a vote keeps its place when it is told anew", () => {
  const both = [vote("v1"), vote("v2"), vote("v1", { voted: 2 })].reduce(applyConduct, UNTOLD);
  expect(both.votes.map(({ vote: id, voted }) => [id, voted])).toEqual([
    ["v1", 2],
    ["v2", 0],
  ]);
});

test("after a reconnect what is summed up begins anew, and the log goes on", () => {
  const before = [vote("v1"), entry(1)].reduce<Conduct>(applyConduct, UNTOLD);
  const after = anew(before);
  expect(after.votes).toEqual([]);
  expect(after.entries.map(({ line }) => line.seq)).toEqual([1]);
});

test("a console that stays open for a day keeps the newest lines", () => {
  const all = Array.from({ length: 510 }, (_, i) => entry(i)).reduce<Conduct>(applyConduct, UNTOLD);
  expect(all.entries).toHaveLength(500);
  expect(all.entries.at(-1)?.line.seq).toBe(509);
});
