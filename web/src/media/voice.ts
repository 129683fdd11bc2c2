/**
 * What the own microphone tells while we watch it: does the person speak, is the microphone dead?
 * Pure; fed with one level every 100 ms or so.
 */
export interface Voice {
  /** When speech was last heard (ms). */
  readonly spokeAt: number;
  /** Speech has gone on since (ms); equals `spokeAt` at its first sample. */
  readonly speechSince: number;
  /** Digital silence has lasted since (ms), or null while there is any signal. */
  readonly silentSince: number | null;
}

export const unheard: Voice = {
  spokeAt: Number.NEGATIVE_INFINITY,
  speechSince: Number.NEGATIVE_INFINITY,
  silentSince: null,
};

/** Speech across a desk is louder; air conditioning and keyboards mostly are not. */
const SPEECH_DB = -42;
/** A pause within a sentence. */
const PAUSE_MS = 600;
/** A cough is shorter. */
const SENTENCE_MS = 700;
/** An open microphone always hums a little; one that gives exact zeros is unplugged or switched off at its base. */
const DEAD_MS = 5_000;
const DEAD_DB = -100;

export function hear(voice: Voice, db: number, now: number): Voice {
  const silentSince = db < DEAD_DB ? (voice.silentSince ?? now) : null;
  if (db < SPEECH_DB) return { ...voice, silentSince };
  const goesOn = now - voice.spokeAt <= PAUSE_MS;
  return { silentSince, spokeAt: now, speechSince: goesOn ? voice.speechSince : now };
}

export function isSpeaking(voice: Voice, now: number): boolean {
  return now - voice.spokeAt <= PAUSE_MS && voice.spokeAt - voice.speechSince >= SENTENCE_MS;
}

export function isDead(voice: Voice, now: number): boolean {
  return voice.silentSince !== null && now - voice.silentSince > DEAD_MS;
}
