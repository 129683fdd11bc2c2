import { type Signal, signal } from "@preact/signals";
import type { ClientMessage, Seat, ServerError } from "../protocol";
import { keepIntent, keptIntent } from "./intent";
import { isLate, press, refused, resume, type Switch, switchAt, told } from "./switch";

const SWITCHES = ["microphone", "camera", "hand", "recording"] as const;
type SwitchName = (typeof SWITCHES)[number];

/** The switches of one person in one meeting, and the messages that move them. */
export class Switches {
  readonly microphone: Signal<Switch> = signal(switchAt(keptIntent().microphone));
  readonly camera: Signal<Switch> = signal(switchAt(keptIntent().camera));
  readonly hand: Signal<Switch> = signal(switchAt(false));
  readonly recording: Signal<Switch> = signal(switchAt(false));
  readonly #send: (message: ClientMessage) => void;

  constructor(send: (message: ClientMessage) => void) {
    this.#send = send;
  }

  /** The person turns a switch. */
  ask(name: SwitchName, wanted: boolean): void {
    this[name].value = press(this[name].peek(), wanted, performance.now());
    this.#request(name);
    keepIntent({
      microphone: this.microphone.peek().wanted,
      camera: this.camera.peek().wanted,
    });
  }

  /** The server shows our seat. */
  seat(seat: Seat): void {
    this.#microphoneTold(!seat.muted);
    this.told("camera", seat.camera);
    this.told("hand", seat.hand_since !== null);
  }

  told(name: SwitchName, actual: boolean): void {
    this[name].value = told(this[name].peek(), actual);
  }

  /** The server has welcomed us, perhaps after it was started anew: what it forgot is asked for again. */
  welcomed(seat: Seat, first: boolean): void {
    this.#resume("microphone", !seat.muted);
    this.#resume("camera", seat.camera);
    if (first) this.told("hand", seat.hand_since !== null);
    else this.#resume("hand", seat.hand_since !== null);
  }

  /** Sends again what the server has not confirmed. */
  repeat(): void {
    for (const name of SWITCHES) {
      if (this[name].peek().pendingSince !== null) this.#request(name);
    }
  }

  /** The server refused a message: its switch goes back to what is so. */
  refused(error: ServerError): void {
    const name = SWITCHES.find((it) => REQUESTS[it](true).type === error.about);
    if (name) this[name].value = refused(this[name].peek());
  }

  /** Gives up on requests that were never confirmed; says whether there was one. */
  expire(now: number): boolean {
    const late = SWITCHES.filter((name) => isLate(this[name].peek(), now));
    const unconfirmed = late.some((name) => this[name].peek().wanted !== this[name].peek().actual);
    for (const name of late) this[name].value = refused(this[name].peek());
    return unconfirmed;
  }

  /** Nobody's microphone opens without consent: what others opened, we close again. */
  #microphoneTold(actual: boolean): void {
    const before = this.microphone.peek();
    const surprised = actual && !before.wanted && before.pendingSince === null;
    this.told("microphone", actual);
    if (surprised) this.ask("microphone", false);
  }

  #resume(name: SwitchName, actual: boolean): void {
    this[name].value = resume(this[name].peek(), actual, performance.now());
  }

  #request(name: SwitchName): void {
    this.#send(REQUESTS[name](this[name].peek().wanted));
  }
}

const REQUESTS: Readonly<Record<SwitchName, (wanted: boolean) => ClientMessage>> = {
  microphone: (wanted) => ({ type: "mute", muted: !wanted }),
  camera: (on) => ({ type: "camera", on }),
  hand: (raised) => ({ type: "hand", raised }),
  recording: (on) => ({ type: "record", on }),
};
