import { effect, type Signal, signal } from "@preact/signals";
import { Mixture } from "../media/film";
import { local } from "../media/local";
import { notify } from "../ui/notices";
import type { Answer } from "./answer";
import { Ear } from "./ear";
import type { Switches } from "./switches";

/** Where the own microphone and camera go. */
export interface Outlet {
  setMicrophone(track: MediaStreamTrack | null): void;
  setCamera(track: MediaStreamTrack | null): void;
}

/** What we give to the meeting: the own microphone and camera, as their switches say. */
export class OwnMedia {
  readonly ear = new Ear();
  /** Whether the server can use what our microphone hears. */
  readonly audioAsked: Signal<boolean> = signal(true);
  /** The sound of a film that we share: it goes with our voice, and is silent where that is. */
  readonly film: Signal<MediaStreamTrack | null> = signal(null);
  #mixture: Mixture | null = null;
  readonly #switches: Switches;
  readonly #answer: Answer;
  readonly #outlet: Outlet;
  #cameraHeals = false;
  /** The microphone was opened for a private talk, and is closed after it. */
  #isLent = false;

  constructor(switches: Switches, answer: Answer, outlet: Outlet) {
    this.#switches = switches;
    this.#answer = answer;
    this.#outlet = outlet;
  }

  /** Begins to send; returns what ends it. */
  start(): (() => void)[] {
    this.#openCamera();
    return [
      effect(() => this.#openMicrophone()),
      effect(() => this.#lendMicrophone()),
      effect(() => this.#sendMicrophone()),
      effect(() => this.#sendCamera()),
      () => this.#withFilm(null, false),
      () => this.ear.close(),
      () => local.closeAll(),
    ];
  }

  /** The meeting has said how cameras begin in it: that counts where nobody has chosen. */
  welcomed(): void {
    this.#openCamera();
  }

  #openCamera(): void {
    if (this.#switches.camera.peek().wanted) void local.open("camera");
  }

  async toggleMicrophone(): Promise<void> {
    const wanted = !this.#switches.microphone.peek().wanted;
    if (wanted) await local.open("microphone");
    const { trouble } = local.microphone.peek();
    if (wanted && trouble) notify("problem", (t) => t.trouble.microphone[trouble]);
    else this.#switches.ask("microphone", wanted);
  }

  async toggleCamera(): Promise<void> {
    const wanted = !this.#switches.camera.peek().wanted;
    this.#cameraHeals = false;
    if (wanted) await local.open("camera");
    else local.close("camera");
    const { trouble } = local.camera.peek();
    if (wanted && trouble) notify("problem", (t) => t.trouble.camera[trouble]);
    else this.#switches.ask("camera", wanted);
  }

  /** Also where the meeting has switched it on: who asked to speak is put on air with one act of the chair's. */
  #openMicrophone(): void {
    const { wanted } = this.#switches.microphone.value;
    if (wanted && local.microphone.value.state === "off") void local.open("microphone");
  }

  /** For a private talk that we have answered, and no longer. */
  #lendMicrophone(): void {
    const { wanted } = this.#switches.microphone.value;
    const isGiven = this.#answer.isGiven.value;
    if (wanted) {
      this.#isLent = false;
    } else if (isGiven && local.microphone.value.state === "off") {
      this.#isLent = true;
      void local.open("microphone");
    } else if (!isGiven && this.#isLent) {
      this.#isLent = false;
      local.close("microphone");
    }
  }

  /**
   * Sends the microphone's track while we may be heard, and no packet else; the ear listens on, so that we
   * still notice someone who speaks while it is off. The track goes and comes back, because Firefox sends
   * silence for an encoding that is not active, and Chromium's timestamps then lose eight percent.
   */
  #sendMicrophone(): void {
    const { track } = local.microphone.value;
    const { wanted, pendingSince } = this.#switches.microphone.value;
    if (this.ear.track !== track) this.ear.listen(track);
    // Whoever has just opened it does not wait for the server to say so.
    const isHeard = (wanted || this.#answer.isOpen.value) && this.audioAsked.value;
    const open = isHeard || (wanted && pendingSince !== null);
    this.#outlet.setMicrophone(open ? this.#withFilm(track, wanted) : null);
  }

  /** In a private talk nothing is heard but the voice. */
  #withFilm(voice: MediaStreamTrack | null, wanted: boolean): MediaStreamTrack | null {
    const film = this.film.value;
    const before = this.#mixture;
    if (before && (before.voice !== voice || before.film !== film || !wanted)) {
      before.close();
      this.#mixture = null;
    }
    if (voice === null || film === null || !wanted) return voice;
    this.#mixture ??= new Mixture(voice, film);
    return this.#mixture.track;
  }

  #sendCamera(): void {
    const { track, state, trouble } = local.camera.value;
    this.#outlet.setCamera(track);
    if (trouble && this.#switches.camera.peek().wanted) {
      // A placard at once, not a frozen face; on again when the camera is.
      this.#cameraHeals = true;
      this.#switches.ask("camera", false);
      notify("problem", (t) => t.trouble.camera[trouble]);
    } else if (state === "on" && this.#cameraHeals) {
      this.#cameraHeals = false;
      this.#switches.ask("camera", true);
    }
  }
}
