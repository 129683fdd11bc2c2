import { computed, type Signal, signal } from "@preact/signals";
import type { ClientMessage, Pointed, ServerPointerMoved } from "../protocol";
import type { MeetingState } from "./state";

/** Ten-thousandths of a length: how places are written. */
export const WHOLE = 10_000;

/** Between two messages: others see the pointer glide from one place to the next. */
export const INTERVAL_MS = 100;

/** What pointing needs of its room. */
interface PointingOwner {
  readonly state: Signal<MeetingState | null>;
  send(message: ClientMessage): void;
}

/** The pointer on what is shared: where others see it, and our own. */
export class Pointing {
  /** Somebody else's; null: nobody points. */
  readonly others: Signal<ServerPointerMoved | null> = signal(null);
  /** Where we point; null: nowhere. */
  readonly own: Signal<Pointed | null> = signal(null);
  /** Our mouse, finger and arrow keys move the pointer. */
  readonly armed = signal(false);
  readonly may = computed(() => this.#owner.state.value?.can.rights.includes("pointer") ?? false);
  readonly #owner: PointingOwner;
  #sent = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | 0 = 0;

  constructor(owner: PointingOwner) {
    this.#owner = owner;
  }

  told(message: ServerPointerMoved): void {
    const isOurs = message.at !== null && this.own.peek() !== null && this.#isMine(message);
    this.others.value = message.at === null || isOurs ? null : message;
  }

  /** Points at a place, given as parts (0…1) of the picture's width and height. */
  move(x: number, y: number): void {
    this.own.value = { x: tenThousandths(x), y: tenThousandths(y) };
    this.others.value = null;
    this.#say();
  }

  /** Points nowhere any more; the next move begins anew. */
  rest(): void {
    if (this.own.peek() === null) return;
    this.own.value = null;
    this.#say();
  }

  toggle(): void {
    this.armed.value = !this.armed.peek();
    if (!this.armed.peek()) this.rest();
  }

  /** Nothing is shared any more, or we go. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.armed.value = false;
    this.own.value = null;
    this.others.value = null;
  }

  #isMine({ point }: ServerPointerMoved): boolean {
    return point === this.#owner.state.peek()?.you;
  }

  /** At once, or as soon as the interval is over: what has moved meanwhile is said once. */
  #say(): void {
    if (this.#timer) return;
    const wait = this.#sent + INTERVAL_MS - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#now(), wait);
    else this.#now();
  }

  #now(): void {
    this.#timer = 0;
    this.#sent = performance.now();
    this.#owner.send({ type: "pointer", at: this.own.peek() });
  }
}

function tenThousandths(part: number): number {
  return Math.round(Math.min(Math.max(part, 0), 1) * WHOLE);
}
