import { type Signal, signal } from "@preact/signals";
import type { ClientMessage, Seat, ServerError } from "../protocol";
import type { Intent } from "./intent";
import { isLate, press, refused, resume, type Switch, switchAt, told } from "./switch";

const SWITCHES = ["microphone", "camera", "hand", "recording"] as const;
type SwitchName = (typeof SWITCHES)[number];

/** The switches of one person in one meeting, and the messages that move them. */
export class Switches {
  readonly microphone: Signal<Switch> = signal(switchAt(false));
  readonly camera: Signal<Switch> = signal(switchAt(false));
  readonly hand: Signal<Switch> = signal(switchAt(false));
  readonly recording: Signal<Switch> = signal(switchAt(false));
  /** What we wish to speak about; may be empty. */
  readonly subject = signal("");
  readonly #send: (message: ClientMessage) => void;
  readonly #keepIntent: (intent: Intent) => void;
  /** Nobody has chosen: the camera begins as the meeting's plan has it. */
  #followsPlan = false;

  constructor(send: (message: ClientMessage) => void, keep: (intent: Intent) => void) {
    this.#send = send;
    this.#keepIntent = keep;
  }

  /** A presence begins, with what was chosen for it. Where nothing was, nobody is heard or seen by surprise. */
  begin(chosen: Intent | null): void {
    this.#followsPlan = chosen === null;
    this.microphone.value = switchAt(chosen?.microphone ?? false);
    this.camera.value = switchAt(chosen?.camera ?? false);
  }

  /** The person turns a switch. */
  ask(name: SwitchName, wanted: boolean): void {
    if (name === "camera") this.#followsPlan = false;
    this[name].value = press(this[name].peek(), wanted, performance.now());
    this.#request(name);
    this.#keep();
  }

  /**
   * The server shows our seat. It opens a microphone only with our consent: a raised hand, an invitation that was
   * accepted, a grant of this room.
   */
  seat(seat: Seat): void {
    this.told("microphone", !seat.muted);
    this.told("camera", seat.camera);
    this.told("hand", seat.hand_since !== null);
    this.#keep();
  }

  told(name: SwitchName, actual: boolean): void {
    this[name].value = told(this[name].peek(), actual);
  }

  /**
   * The server has welcomed us. At first our own wishes count: nobody is heard or seen by surprise. Later, and
   * while it has kept our seat, its word does, for we may have been silenced while the line was cut.
   */
  welcomed(seat: Seat, first: boolean): void {
    const kept = !first && (seat.state === "present" || seat.state === "dropped");
    this.#resume("microphone", !seat.muted, kept);
    this.#resume("camera", seat.camera, first && this.#followsPlan);
    this.#followsPlan = false;
    this.#resume("hand", seat.hand_since !== null, first || kept);
  }

  /** Sends again what the server has not confirmed. */
  repeat(): void {
    for (const name of SWITCHES) {
      if (this[name].peek().pendingSince !== null) this.#request(name);
    }
  }

  /** The server refused a message: its switch goes back to what is so. */
  refused(error: ServerError): void {
    const name = SWITCHES.find((it) =>
      [true, false].some((wanted) => this.#message(it, wanted).type === error.about),
    );
    if (name) this[name].value = refused(this[name].peek());
  }

  /** Gives up on requests that were never confirmed; says whether there was one. */
  expire(now: number): boolean {
    const late = SWITCHES.filter((name) => isLate(this[name].peek(), now));
    const unconfirmed = late.some((name) => this[name].peek().wanted !== this[name].peek().actual);
    for (const name of late) this[name].value = refused(this[name].peek());
    return unconfirmed;
  }

  #resume(name: SwitchName, actual: boolean, kept: boolean): void {
    const before = this[name].peek();
    const trusts = kept && before.pendingSince === null;
    this[name].value = trusts ? switchAt(actual) : resume(before, actual, performance.now());
  }

  /** A reload comes back as it is now, whoever made it so. */
  #keep(): void {
    this.#keepIntent({
      microphone: this.microphone.peek().wanted,
      camera: this.camera.peek().wanted,
    });
  }

  #request(name: SwitchName): void {
    this.#send(this.#message(name, this[name].peek().wanted));
  }

  #message(name: SwitchName, wanted: boolean): ClientMessage {
    switch (name) {
      case "microphone":
        return { type: "mute", muted: !wanted };
      case "camera":
        return { type: "camera", on: wanted };
      case "hand":
        if (!wanted) return { type: "floor.withdraw" };
        return { type: "floor.request", subject: this.subject.peek() };
      case "recording":
        return { type: "record", on: wanted };
    }
  }
}
