/**
 * A film that somebody shares comes on a line of its own, its sound with the voices, and browsers keep no more than
 * one picture in step with a sound. So we do. The server stamps a picture with the time of its sound in the mix, and
 * RTP time is NTP time in ticks (PROTOCOL.md): whatever waits where, what is shown and what is heard now can be
 * compared, and the picture is held back until they are of one time.
 */

/** The most that is held back, in ms: as much as the server allows. */
const MOST_MS = 1_000;

/** Less is not seen, and each change makes pictures uneven for a moment. */
const SEEN_MS = 15;

/** How much of what was found is made up for at each look: a browser's buffer follows by 100 ms a second. */
const SHARE = 0.1;

/** From when a browser gives a picture out until it is on the screen, in ms: two periods of most. */
const SHOWN_MS = 25;

const PICTURE_HZ = 90;
const SOUND_HZ = 48;

/** What two RTP times leave open, in ms: where ticks of 48 and of 90 kHz go round in 32 bits together. */
const ROUND_MS = 2 ** 32 / 720;

/** When something is played here, and what it is of: its time in the mix. In ms. */
export interface Played {
  readonly at: number;
  readonly stamp: number;
}

type Entry = Readonly<Record<string, unknown>>;
type Source = Pick<RTCRtpSynchronizationSource, "timestamp" | "rtpTimestamp">;

export function pictureOf(sources: readonly Source[]): Played | null {
  const played = playedOf(sources, PICTURE_HZ);
  return played && { ...played, at: played.at + SHOWN_MS };
}

/**
 * Of what was given to the sound device; of a report, which knows what that takes, where it is of the
 * same time (Firefox reports by a clock of its own).
 */
export function soundOf(entries: Iterable<Entry>, sources: readonly Source[]): Played | null {
  const given = playedOf(sources, SOUND_HZ);
  for (const { type, kind, timestamp, estimatedPlayoutTimestamp } of entries) {
    if (type !== "inbound-rtp" || kind !== "audio" || typeof timestamp !== "number") continue;
    if (typeof estimatedPlayoutTimestamp !== "number" || given === null) continue;
    const told = { at: timestamp, stamp: estimatedPlayoutTimestamp };
    if (Math.abs(late(told, given)) < MOST_MS) return told;
  }
  return given;
}

function playedOf([source]: readonly Source[], ticksPerMs: number): Played | null {
  if (source?.rtpTimestamp === undefined) return null;
  return { at: source.timestamp, stamp: source.rtpTimestamp / ticksPerMs };
}

/** By how many ms a sound is later than its picture, or any two are apart. */
export function late(sound: Played, picture: Played): number {
  const apart = sound.at - sound.stamp - (picture.at - picture.stamp);
  return apart - ROUND_MS * Math.round(apart / ROUND_MS);
}

/** For how long (ms) a picture is to be held back, and for how long its browser was told to. */
export interface Hold {
  readonly wanted: number;
  readonly told: number;
}

export const unheld: Hold = { wanted: 0, told: 0 };

/** Takes a look at a sound that is so many ms later than its picture. */
export function hold(before: Hold, lateMs: number): Hold {
  // What is not of one clock is of another server's time: no line makes so much.
  const found = Math.abs(lateMs) > 2 * MOST_MS ? 0 : lateMs;
  const wanted = Math.min(Math.max(before.wanted + SHARE * found, 0), MOST_MS);
  const isSeen = Math.abs(wanted - before.told) >= SEEN_MS;
  return { wanted, told: isSeen ? Math.round(wanted) : before.told };
}
