import { computed, effect, signal } from "@preact/signals";
import { local } from "../media/local";
import type { Viewer } from "../media/viewer";
import type { Desk } from "./desk";

/** The place of the console where the talk is asked for. */
export const TALK = "talk";

/** The console's end of a private talk with a point: its microphone is open for that alone. */
export class Talk {
  /** With whom, from whichever screen of ours; null is nobody. */
  readonly point = computed(() => this.#desk.talk.value?.point ?? null);
  /** Whether it is this screen that speaks. */
  readonly isHere = computed(
    () =>
      this.point.value !== null && this.#desk.talk.value?.session === this.#viewer.session.value,
  );
  /** Whether the point's microphone is open for it. */
  readonly isAnswered = computed(() => this.#desk.talk.value?.answered ?? false);
  readonly #desk: Desk;
  readonly #viewer: Viewer;
  readonly #opening = signal(false);

  constructor(desk: Desk, viewer: Viewer) {
    this.#desk = desk;
    this.#viewer = viewer;
  }

  /** Opens and closes the microphone with the talk, until the returned function is called. */
  follow(): () => void {
    const stop = effect(() => {
      const isAsked = this.#opening.value || this.#desk.ledger.value.get(TALK)?.state === "going";
      this.#viewer.speak(this.isHere.value ? local.microphone.value.track : null);
      if (!this.isHere.value && !isAsked) local.close("microphone");
    });
    return () => {
      stop();
      local.close("microphone");
    };
  }

  /** The point hears us from now on; without a microphone it is not asked at all. */
  async begin(point: string): Promise<void> {
    if (this.#opening.peek()) return;
    const session = this.#viewer.session.peek();
    if (session === null) {
      this.#desk.refuse(TALK, "unlinked");
      return;
    }
    this.#opening.value = true;
    await local.open("microphone");
    if (local.microphone.peek().state === "on") {
      this.#desk.act(TALK, { type: "talk", point, session });
    } else {
      this.#desk.refuse(TALK, "microphone");
    }
    this.#opening.value = false;
  }

  end(): void {
    this.#desk.act(TALK, { type: "talk", point: null });
  }
}
