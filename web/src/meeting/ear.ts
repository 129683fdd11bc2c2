import { type Signal, signal } from "@preact/signals";
import { audioContext, LevelMeter } from "../media/level";
import { hear, isDead, isSpeaking, unheard, type Voice } from "../media/voice";

const LISTEN_MS = 100;

/** Watches the own microphone, also while it is off for the meeting. */
export class Ear {
  readonly talking: Signal<boolean> = signal(false);
  readonly dead: Signal<boolean> = signal(false);
  #track: MediaStreamTrack | null = null;
  #meter: LevelMeter | null = null;
  #voice: Voice = unheard;
  #timer = 0;

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  listen(track: MediaStreamTrack | null): void {
    this.close();
    this.#track = track;
    if (track === null) return;
    this.#meter = LevelMeter.of(track);
    this.#timer = window.setInterval(() => this.#look(performance.now()), LISTEN_MS);
  }

  close(): void {
    window.clearInterval(this.#timer);
    this.#meter?.close();
    this.#meter = null;
    this.#track = null;
    this.#voice = unheard;
    this.talking.value = false;
    this.dead.value = false;
  }

  #look(now: number): void {
    // A browser that does not let the page make sound yet gives silence, which says nothing.
    if (this.#meter === null || audioContext().state !== "running") return;
    this.#voice = hear(this.#voice, this.#meter.read(), now);
    this.talking.value = isSpeaking(this.#voice, now);
    this.dead.value = isDead(this.#voice, now);
  }
}
