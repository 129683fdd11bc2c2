import { audioContext, LevelMeter } from "./level";

/** What is shared: pages, which are to be sharp, or a film, which is to move. */
export type Shown = "pages" | "film";

const AUDIBLE_DB = -50;
/** A tab that only rings once is no film; one that pauses in a sentence is no page. */
const SOUNDS_MS = 1_500;
const PAUSE_MS = 1_000;
const QUIET_MS = 20_000;
const LOOK_MS = 250;

/** When a shared tab was last heard, and since when it has been without a pause. */
export interface Heard {
  readonly since: number;
  readonly at: number;
}

export const unheard: Heard = {
  since: Number.NEGATIVE_INFINITY,
  at: Number.NEGATIVE_INFINITY,
};

export function hear(heard: Heard, db: number, now: number): Heard {
  if (db < AUDIBLE_DB) return heard;
  return { since: now - heard.at <= PAUSE_MS ? heard.since : now, at: now };
}

/** What is shown by what is heard; `before` is what it was until now. */
export function shownBy(heard: Heard, before: Shown, now: number): Shown {
  const quiet = now - heard.at;
  if (before === "film") return quiet <= QUIET_MS ? "film" : "pages";
  return quiet <= PAUSE_MS && heard.at - heard.since >= SOUNDS_MS ? "film" : "pages";
}

/** Listens to the sound of what is shared and says what it is; returns what ends it. */
export function judgeBySound(track: MediaStreamTrack, tell: (shown: Shown) => void): () => void {
  const meter = LevelMeter.of(track);
  let heard = unheard;
  let shown: Shown = "pages";
  const timer = window.setInterval(() => {
    const now = performance.now();
    heard = hear(heard, meter.read(), now);
    const next = shownBy(heard, shown, now);
    if (next !== shown) tell(next);
    shown = next;
  }, LOOK_MS);
  return () => {
    window.clearInterval(timer);
    meter.close();
  };
}

/** A voice and the sound of a film as one track: they go one way, so the floor counts for both. */
export class Mixture {
  readonly track: MediaStreamTrack | null;
  readonly #sources: readonly AudioNode[];

  constructor(
    readonly voice: MediaStreamTrack,
    readonly film: MediaStreamTrack,
  ) {
    const context = audioContext();
    const mixed = context.createMediaStreamDestination();
    this.#sources = [voice, film].map((one) => {
      const source = context.createMediaStreamSource(new MediaStream([one]));
      source.connect(mixed);
      return source;
    });
    this.track = mixed.stream.getAudioTracks()[0] ?? null;
  }

  close(): void {
    for (const source of this.#sources) source.disconnect();
    this.track?.stop();
  }
}
