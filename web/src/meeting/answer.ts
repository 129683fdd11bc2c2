import { computed, effect, type Signal, signal } from "@preact/signals";
import type { ClientMessage, ServerTalkTold } from "../protocol";
import type { MeetingState } from "./state";
import type { Switch } from "./switch";

interface AnswerOwner {
  readonly state: Signal<MeetingState | null>;
  readonly microphone: Signal<Switch>;
  /** This computer's word that the centre may open its microphone. */
  readonly isGranted: () => boolean;
  /** Closes the microphone for the meeting. */
  mute(): void;
  send(message: ClientMessage): void;
}

/**
 * The point's end of a private talk with the centre. The centre is heard at once; the own microphone opens for it
 * with our consent, and is open for it where it was for the meeting.
 */
export class Answer {
  readonly talk = computed(() => this.#talk());
  /** We have let ourselves be heard in this talk. */
  readonly isGiven = signal(false);
  /** Our microphone is open for it. */
  readonly isOpen = computed(
    () => this.talk.value !== null && (this.isGiven.value || this.#owner.microphone.value.wanted),
  );
  readonly #owner: AnswerOwner;
  #known = "";

  constructor(owner: AnswerOwner) {
    this.#owner = owner;
  }

  /** Follows the talk until the returned function is called. */
  follow(): () => void {
    const stops = [effect(() => this.#begin(this.talk.value)), effect(() => this.#tell())];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Opens the microphone for the talk, or closes it; where it was open for the meeting, for both. */
  press(): void {
    if (this.talk.peek() === null) return;
    const isOpen = this.isOpen.peek();
    this.isGiven.value = !isOpen;
    if (isOpen && this.#owner.microphone.peek().wanted) this.#owner.mute();
  }

  /** Another talk is another question. */
  #begin(talk: ServerTalkTold | null): void {
    const known = talk === null ? "" : `${talk.name} ${talk.session}`;
    if (known === this.#known) return;
    this.#known = known;
    this.isGiven.value = talk !== null && this.#owner.isGranted();
  }

  /** The centre is to know whether it can be answered. */
  #tell(): void {
    const { talk, isOpen } = this;
    const mayAnswer = this.#owner.state.value?.can.rights.includes("take_part") ?? false;
    if (talk.value === null || talk.value.answered === isOpen.value || !mayAnswer) return;
    this.#owner.send({ type: "talk.answer", on: isOpen.value });
  }

  #talk(): ServerTalkTold | null {
    const talk = this.#owner.state.value?.conduct.talk ?? null;
    return talk?.point == null ? null : talk;
  }
}
