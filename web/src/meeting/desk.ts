import { batch, computed, type Signal, signal } from "@preact/signals";
import { type Why as Code, getCourse, isPassing, whyOf } from "../api";
import { backoff } from "../backoff";
import { Gather } from "../control/gather";
import type { Phase } from "../control/link";
import { ControlSocket } from "../control/socket";
import {
  type CourseLine,
  type Seat,
  type ServerBye,
  type ServerError,
  type ServerMessage,
  VERSION,
} from "../protocol";
import { lang } from "../settings";
import { type Conduct, UNTOLD } from "./conduct";
import {
  aged,
  asked,
  askedAgain,
  done,
  type Ledger,
  NO_ACTS,
  refused,
  refusedAt,
  unanswered,
  type Why,
} from "./ledger";
import { Mirror } from "./mirror";
import { networkChanges } from "./network";
import { newRef } from "./outbox";
import { Pictures } from "./pictures";
import { Pointing } from "./pointing";
import { apply, calledOf, type MeetingState } from "./state";
import { type Act, inverse, stands } from "./undo";

/** Why the console is no longer connected. */
export type End = "replaced" | "over" | Code;

/** An act that was carried out and can be taken back. */
export interface Undo {
  readonly act: Act;
  readonly back: readonly Act[];
  readonly at: number;
}

const FINAL: readonly Code[] = [
  "token_missing",
  "token_invalid",
  "token_expired",
  "token_other_meeting",
  "token_other_kind",
  "meeting_unknown",
  "point_unknown",
  "point_taken",
  "version_unsupported",
  "login_needed",
  "not_permitted",
  "key_unknown",
];

/** The clocks of the page are drawn this often. */
const TICK_MS = 250;
/** After that others will have acted, too. */
const UNDO_MS = 30_000;
const PAST_KEPT = 500;
const RECORDING = "recording";
const NO_SEATS: readonly Seat[] = [];

/** One console's connection to a meeting: what the server says, and what was asked of it. */
export class Desk {
  readonly state: Signal<MeetingState | null> = signal(null);
  readonly link: Signal<Phase> = signal("idle");
  readonly end: Signal<End | null> = signal(null);
  readonly ledger: Signal<Ledger> = signal(NO_ACTS);
  readonly undoable: Signal<Undo | null> = signal(null);
  /** What had happened before this console was there; null until that is known. */
  readonly past: Signal<readonly CourseLine[] | null> = signal(null);
  /** The server's time (ms since 1970), a few times a second. */
  readonly now = signal(Date.now());

  // Slices: a part of the page is drawn anew when its own slice has changed, and not with each message.
  readonly seats = computed(() => this.state.value?.seats ?? NO_SEATS);
  readonly speaking = computed(() => new Set(this.state.value?.speaking));
  readonly byPoint = computed(() => new Map(this.seats.value.map((seat) => [seat.point, seat])));
  readonly #called = computed(() => calledOf(this.seats.value));
  readonly chat = computed(() => this.state.value?.chat ?? []);
  readonly recording = computed(() => this.state.value?.recording ?? null);
  readonly rules = this.#slice("rules");
  readonly floor = this.#slice("floor");
  readonly agenda = this.#slice("agenda");
  readonly roll = this.#slice("roll");
  readonly marks = this.#slice("marks");
  readonly votes = this.#slice("votes");
  readonly voters = this.#slice("voters");
  readonly notices = this.#slice("notices");
  readonly entries = this.#slice("entries");
  readonly lines = this.#slice("health");
  readonly roster = this.#slice("roster");
  readonly talk = this.#slice("talk");
  readonly cue = this.#slice("cue");
  readonly scene = this.#slice("scene");
  readonly program = this.#slice("program");
  readonly views = this.#slice("views");
  readonly paths = computed(
    () => new Map([...this.roster.value].map(([point, { path }]) => [point, path])),
  );

  readonly pictures = new Pictures(this);
  readonly mirror = new Mirror({
    isShared: computed(() => (this.state.value?.sharing ?? null) !== null),
  });

  readonly #socket: ControlSocket;
  readonly #told = new Gather<ServerMessage>((messages) =>
    batch(() => {
      for (const message of messages) this.#receive(message);
    }),
  );
  /** What takes back an act that is under way, by its `ref`; and what was offered before it. */
  readonly #backs = new Map<string, { readonly undo: Undo; readonly before: Undo | null }>();
  #ahead = 0;
  readonly pointing: Pointing = new Pointing({
    state: this.state,
    send: (message) => this.#socket.send(message),
  });
  #stops: (() => void)[] = [];

  constructor(
    readonly meeting: string,
    readonly token: string,
  ) {
    this.#socket = new ControlSocket({
      hello: () => ({ type: "hello", token, version: VERSION, lang: lang.peek() }),
      onMessage: (message) => this.#told.push(message),
      onPhase: (phase) => {
        this.#told.flush();
        this.#linkChanged(phase);
      },
    });
  }

  start(): void {
    this.end.value = null;
    this.state.value = null;
    const timer = window.setInterval(() => this.#tick(), TICK_MS);
    this.#stops = [
      () => window.clearInterval(timer),
      networkChanges((online) => online && this.#socket.hurry()),
    ];
    this.#socket.start();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.pointing.end();
    this.#socket.stop();
  }

  /** Asks for an act from a place of the console; what becomes of it is shown there. */
  act(place: string, act: Act): boolean {
    const ref = newRef();
    const back = inverse(act, this.#conduct());
    if (!this.#socket.send({ ...act, ref })) {
      this.refuse(place, "unlinked");
      return false;
    }
    if (back.length > 0) {
      const undo = { act, back, at: performance.now() };
      this.#backs.set(ref, { undo, before: this.undoable.peek() });
      // Until it is confirmed, who takes the last act back must not get the one before it.
      this.undoable.value = null;
    }
    this.ledger.value = asked(this.ledger.peek(), place, ref, performance.now());
    return true;
  }

  /** Takes the last act back. What takes it back is not itself offered to be taken back. */
  undo(): void {
    const undo = this.undoable.peek();
    if (undo === null) return;
    this.undoable.value = null;
    for (const act of undo.back) {
      const ref = newRef();
      if (!this.#socket.send({ ...act, ref })) {
        this.refuse("undo", "unlinked");
        return;
      }
      this.ledger.value = asked(this.ledger.peek(), "undo", ref, performance.now());
    }
  }

  record(on: boolean): void {
    if (!this.#socket.send({ type: "record", on })) this.refuse(RECORDING, "unlinked");
    else this.ledger.value = asked(this.ledger.peek(), RECORDING, RECORDING, performance.now());
  }

  /** Writes to all, to one point or to those who lead; a file has been brought up before. */
  say(text: string, to: string, file: string | null = null): boolean {
    return this.#socket.send({
      type: "chat",
      text: text.normalize("NFC"),
      ref: newRef(),
      to,
      ...(file === null ? {} : { file }),
    });
  }

  /** Whether an act is under way at a place; asked for once more, that is told there. */
  isGoing(place: string): boolean {
    this.ledger.value = askedAgain(this.ledger.peek(), place);
    return this.ledger.peek().get(place)?.state === "going";
  }

  /** Says at a place of the console why nothing was done. */
  refuse(place: string, why: Why): void {
    this.ledger.value = refusedAt(this.ledger.peek(), place, why, performance.now());
  }

  /** What a point is called, so that it is taken for no other. */
  nameOf(point: string): string {
    return this.#called.value.get(point) ?? point;
  }

  #slice<K extends keyof Conduct>(key: K) {
    return computed<Conduct[K]>(() => (this.state.value?.conduct ?? UNTOLD)[key]);
  }

  #conduct(): Conduct {
    return this.state.peek()?.conduct ?? UNTOLD;
  }

  #receive(message: ServerMessage): void {
    // The mixer draws the pointer into the console's picture.
    if (message.type === "pointer") return;
    if (message.type === "sharing" && message.sharing === null) this.pointing.end();
    this.state.value = apply(this.state.peek(), message);
    switch (message.type) {
      case "welcome":
        this.#ahead = Date.parse(message.server_time) - Date.now();
        this.now.value = Date.now() + this.#ahead;
        void this.#remember();
        break;
      case "done":
        this.ledger.value = done(this.ledger.peek(), message.ref);
        this.#offer(message.ref);
        break;
      case "recording":
        this.ledger.value = done(this.ledger.peek(), RECORDING);
        break;
      case "scene":
        this.#judge();
        break;
      case "error":
        this.#failed(message);
        break;
      case "bye":
        this.#dismissed(message);
        break;
    }
  }

  /** Lines that were told while nobody listened here, too. */
  async #remember(failed = 0): Promise<void> {
    try {
      const lines = await getCourse(this.meeting, this.token);
      this.past.value = lines.slice(-PAST_KEPT);
    } catch (error) {
      // What happens from now on is told in any case; a connection that is lost meanwhile begins anew.
      if (!isPassing(whyOf(error))) this.past.value ??= [];
      if (!isPassing(whyOf(error)) || this.link.peek() !== "open") return;
      window.setTimeout(() => void this.#remember(failed + 1), backoff(failed, Math.random()));
    }
  }

  #failed(error: ServerError): void {
    if (FINAL.includes(error.code)) {
      this.#finish(error.code);
      return;
    }
    const ref = error.about === "record" ? RECORDING : error.ref;
    const refusedOne = this.#backs.get(ref);
    this.#backs.delete(ref);
    if (refusedOne && this.#backs.size === 0) this.undoable.value = refusedOne.before;
    if (error.about === "chat") this.refuse("chat", error);
    else this.ledger.value = refused(this.ledger.peek(), ref, error, performance.now());
  }

  #offer(ref: string): void {
    const done = this.#backs.get(ref);
    if (!this.#backs.delete(ref) || done === undefined) return;
    this.undoable.value = { ...done.undo, at: performance.now() };
  }

  /** What another has changed since is not ours to take back. */
  #judge(): void {
    const undo = this.undoable.peek();
    if (undo && !stands(undo.act, this.#conduct())) this.undoable.value = null;
  }

  #dismissed({ reason }: ServerBye): void {
    if (reason === "replaced") this.#finish(reason);
    else if (reason === "ended") this.#finish("over");
  }

  #finish(end: End): void {
    this.dispose();
    this.end.value = end;
  }

  #linkChanged(phase: Phase): void {
    this.link.value = phase;
    if (phase !== "waiting") return;
    this.#backs.clear();
    this.undoable.value = null;
    this.ledger.value = unanswered(this.ledger.peek(), performance.now());
  }

  #tick(): void {
    this.now.value = Date.now() + this.#ahead;
    this.ledger.value = aged(this.ledger.peek(), performance.now());
    const undo = this.undoable.peek();
    if (undo && performance.now() - undo.at > UNDO_MS) this.undoable.value = null;
  }
}
