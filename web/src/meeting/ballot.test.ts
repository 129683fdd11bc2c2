import { expect, test } from "vitest";
import type { ServerBallotTold, ServerVoteTold } from "../protocol";
import {
  adjust,
  ballotOf,
  blank,
  countsOf,
  draftOf,
  fill,
  filled,
  runningVote,
  shownResult,
} from "./ballot";
import { UNTOLD } from "./conduct";

function vote(more: Partial<ServerVoteTold> = {}): ServerVoteTold {
  return {
    type: "vote",
    vote: "v1",
    question: "Thông qua nghị quyết",
    options: ["Tán thành", "Không tán thành", "Không biểu quyết"],
    basis: "delegates",
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

const result = { counts: [], cast: 0, present: 0, total: 0, passed: false };

function told(more: Partial<ServerBallotTold> = {}): ServerBallotTold {
  return { type: "ballot", vote: "v1", votes: 5, voted: false, counts: [], ...more };
}

test("at most one vote is taken, and one result shown", () => {
  const over = vote({ vote: "v1", result, shown: true });
  const given_up = vote({ vote: "v2", cancelled: true, shown: true });
  const now = vote({ vote: "v3" });
  expect(runningVote({ ...UNTOLD, votes: [over, given_up, now] })).toBe(now);
  expect(runningVote({ ...UNTOLD, votes: [over, given_up] })).toBeNull();
  expect(shownResult({ ...UNTOLD, votes: [given_up, over] })).toBe(over);
  expect(shownResult(UNTOLD)).toBeNull();
});

test("how it stands with the own ballot", () => {
  const counts = [{ option: "Tán thành", count: 5 }];
  expect(ballotOf(vote(), undefined)).toEqual({ kind: "none" });
  expect(ballotOf(vote(), told({ votes: 0 }))).toEqual({ kind: "none" });
  expect(ballotOf(vote(), told())).toEqual({ kind: "open", votes: 5 });
  expect(ballotOf(vote(), told({ voted: true, counts }))).toEqual({
    kind: "cast",
    votes: 5,
    counts,
  });
  expect(ballotOf(vote({ secret: true }), told({ voted: true }))).toEqual({ kind: "sealed" });
});

test("counters stay between nothing and what the point has", () => {
  const none = blank(vote());
  expect(none).toEqual([0, 0, 0]);
  const three = adjust(none, 0, 3, 5);
  expect(three).toEqual([3, 0, 0]);
  expect(adjust(three, 1, 9, 5)).toEqual([3, 2, 0]);
  expect(adjust(three, 0, -9, 5)).toEqual([0, 0, 0]);
  expect(fill(three, 2, 5)).toEqual([3, 0, 2]);
  expect(filled(fill(three, 2, 5))).toBe(5);
});

test("a ballot goes out without empty options, and comes back as it was", () => {
  const draft = [3, 0, 2];
  const counts = countsOf(vote(), draft);
  expect(counts).toEqual([
    { option: "Tán thành", count: 3 },
    { option: "Không biểu quyết", count: 2 },
  ]);
  expect(draftOf(vote(), counts)).toEqual(draft);
});
