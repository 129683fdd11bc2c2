import type { Count, ServerBallotTold, ServerVoteTold } from "../protocol";
import type { Conduct } from "./conduct";

/** How a vote stands for the own point. */
export type Ballot =
  /** It has no vote here. */
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly votes: number }
  /** Cast, and what was said may be changed until the close. */
  | { readonly kind: "cast"; readonly votes: number; readonly counts: readonly Count[] }
  /** A secret vote was cast: it cannot be seen, nor changed. */
  | { readonly kind: "sealed" };

/** The vote that is taken now. */
export function runningVote({ votes }: Conduct): ServerVoteTold | null {
  return votes.find((vote) => vote.result === null && !vote.cancelled) ?? null;
}

/** The result that is shown to all. */
export function shownResult({ votes }: Conduct): ServerVoteTold | null {
  return votes.find((vote) => vote.shown && vote.result !== null) ?? null;
}

export function ballotOf(vote: ServerVoteTold, told: ServerBallotTold | undefined): Ballot {
  if (!told || told.votes === 0) return { kind: "none" };
  if (!told.voted) return { kind: "open", votes: told.votes };
  if (vote.secret) return { kind: "sealed" };
  return { kind: "cast", votes: told.votes, counts: told.counts };
}

/** Votes of several delegates as they are filled in: a number for each option, in their order. */
export type Draft = readonly number[];

export function blank(vote: ServerVoteTold): Draft {
  return vote.options.map(() => 0);
}

/** What was cast, to be changed. */
export function draftOf(vote: ServerVoteTold, counts: readonly Count[]): Draft {
  return vote.options.map((option) => counts.find((it) => it.option === option)?.count ?? 0);
}

export function filled(draft: Draft): number {
  return draft.reduce((sum, count) => sum + count, 0);
}

/** One option more or less, within what the point has. */
export function adjust(draft: Draft, index: number, by: number, votes: number): Draft {
  const room = votes - filled(draft);
  return draft.map((count, i) => (i === index ? count + clamp(by, -count, room) : count));
}

/** All votes that are left for one option. */
export function fill(draft: Draft, index: number, votes: number): Draft {
  return adjust(draft, index, votes, votes);
}

/** The ballot as it is sent; options without a vote are left out. */
export function countsOf(vote: ServerVoteTold, draft: Draft): Count[] {
  return vote.options
    .map((option, i) => ({ option, count: draft[i] ?? 0 }))
    .filter(({ count }) => count > 0);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
