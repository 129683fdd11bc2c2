/** Loudness of a track, for meters and for "you speak, but your microphone is off". */

let shared: AudioContext | null = null;

/** One AudioContext for the page: browsers allow only a few. */
export function audioContext(): AudioContext {
  shared ??= new AudioContext();
  if (shared.state === "suspended") void shared.resume();
  return shared;
}

export class LevelMeter {
  readonly #source: AudioNode;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(source: AudioNode) {
    this.#source = source;
    this.#analyser = new AnalyserNode(source.context, { fftSize: 1024 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    source.connect(this.#analyser);
  }

  static of(track: MediaStreamTrack): LevelMeter {
    return new LevelMeter(audioContext().createMediaStreamSource(new MediaStream([track])));
  }

  /** The level of the last 20 ms in dBFS; -Infinity for digital silence. */
  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return decibels(this.#samples);
  }

  close(): void {
    this.#source.disconnect(this.#analyser);
  }
}

/** RMS of samples in dBFS. */
export function decibels(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(sum / samples.length);
}

const QUIET_DB = -60;
const LOUD_DB = -12;

/** The part of a meter that is lit, 0…1: from a quiet room to clear speech close to the microphone. */
export function meterFraction(db: number): number {
  return Math.min(1, Math.max(0, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}
