import type { Why as Code } from "../api";
import type { ServerError } from "../protocol";

/** A sentence in both languages, the code of one, or the name of one of the page's own. */
export type Why =
  | Pick<ServerError, "message_vi" | "message_en">
  | { readonly code: Code }
  | "unlinked"
  | "unconfirmed"
  | "nobody"
  | "noHands"
  | "microphone";

/** What has become of the last act that was asked at a place of the console. */
export type Standing =
  | {
      readonly state: "going";
      readonly ref: string;
      readonly since: number;
      /** It was asked for once more meanwhile, which is told and does nothing. */
      readonly again?: true;
    }
  | { readonly state: "refused"; readonly why: Why; readonly since: number };

/**
 * The acts that are under way or were refused, each by the place of the console where it was asked.
 * What was carried out is not here: the meeting itself shows it.
 */
export type Ledger = ReadonlyMap<string, Standing>;

export const NO_ACTS: Ledger = new Map();

/** Longer than any act takes on a line that works. */
const UNCONFIRMED_MS = 5_000;
/** Time enough to read a sentence twice; the place says nothing then. */
const REFUSED_MS = 30_000;

export function asked(ledger: Ledger, place: string, ref: string, now: number): Ledger {
  return new Map(ledger).set(place, { state: "going", ref, since: now });
}

/** What is under way there is asked for once more. */
export function askedAgain(ledger: Ledger, place: string): Ledger {
  const it = ledger.get(place);
  return it?.state === "going" ? new Map(ledger).set(place, { ...it, again: true }) : ledger;
}

/** The act with this `ref` was carried out. */
export function done(ledger: Ledger, ref: string): Ledger {
  const place = placeOf(ledger, ref);
  return place === null ? ledger : without(ledger, [place]);
}

/** The act with this `ref` was not carried out. */
export function refused(ledger: Ledger, ref: string, why: Why, now: number): Ledger {
  const place = placeOf(ledger, ref);
  return place === null ? ledger : refusedAt(ledger, place, why, now);
}

/** Nothing was sent at all. */
export function refusedAt(ledger: Ledger, place: string, why: Why, now: number): Ledger {
  return new Map(ledger).set(place, { state: "refused", why, since: now });
}

/** What the passing of time changes: no answer is no good one, and a refusal is read by now. */
export function aged(ledger: Ledger, now: number): Ledger {
  const late: string[] = [];
  const read: string[] = [];
  for (const [place, { state, since }] of ledger) {
    if (state === "going" && now - since >= UNCONFIRMED_MS) late.push(place);
    if (state === "refused" && now - since >= REFUSED_MS) read.push(place);
  }
  if (late.length + read.length === 0) return ledger;
  return late.reduce(
    (rest, place) => refusedAt(rest, place, "unconfirmed", now),
    without(ledger, read),
  );
}

/** The connection was lost: nobody will answer any more. */
export function unanswered(ledger: Ledger, now: number): Ledger {
  const going = [...ledger].filter(([, { state }]) => state === "going");
  return going.reduce((rest, [place]) => refusedAt(rest, place, "unconfirmed", now), ledger);
}

function placeOf(ledger: Ledger, ref: string): string | null {
  for (const [place, it] of ledger) if (it.state === "going" && it.ref === ref) return place;
  return null;
}

function without(ledger: Ledger, places: readonly string[]): Ledger {
  return new Map([...ledger].filter(([place]) => !places.includes(place)));
}
