/**
 * A film that somebody shares comes on a line of its own, its sound with the voices, and browsers keep no more than
 * one picture in step with a sound. So we do: what is shown waits here for as long as the sound does.
 */

/** How much longer a voice is on its way, in ms: at the server late packets are waited for, and the next tick. */
const MIXED_MS = 50;

/** The most that is held back, in ms: as much as the server allows. */
const MOST_MS = 1_000;

/** Less is not seen, and each change makes pictures uneven for a moment. */
const SEEN_MS = 20;

/** How much of what is new counts at each look: what a browser tells of a fifth of a second is rough. */
const SHARE = 0.1;

/** What the browser has told of the sound: seconds that samples waited in sum, how many did, and their wait of late (ms). */
export interface Wait {
  readonly seconds: number;
  readonly samples: number;
  readonly ms: number | null;
}

export const unknown: Wait = { seconds: 0, samples: 0, ms: null };

type Entry = Readonly<Record<string, unknown>>;

/** Takes a report of what came. */
export function wait(before: Wait, entries: Iterable<Entry>): Wait {
  for (const entry of entries) {
    const { jitterBufferDelay: seconds, jitterBufferEmittedCount: samples } = entry;
    if (entry.type !== "inbound-rtp" || entry.kind !== "audio") continue;
    if (typeof seconds !== "number" || typeof samples !== "number") continue;
    const count = samples - before.samples;
    if (count <= 0) return before;
    const lately = ((seconds - before.seconds) / count) * 1_000;
    const ms = before.ms === null ? lately : before.ms + SHARE * (lately - before.ms);
    return { seconds, samples, ms };
  }
  return before;
}

/** For how long (ms) a film is to be held back, where it is for `held`; null: the browser does not tell. */
export function holdFor(held: number | null, sound: Wait): number | null {
  if (sound.ms === null) return held;
  const wanted = Math.min(Math.round(sound.ms) + MIXED_MS, MOST_MS);
  return held !== null && Math.abs(wanted - held) < SEEN_MS ? held : wanted;
}
