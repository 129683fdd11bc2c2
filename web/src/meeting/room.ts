import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Why } from "../api";
import type { Phase } from "../control/link";
import { ControlSocket } from "../control/socket";
import { local } from "../media/local";
import { MediaSession } from "../media/session";
import type { Path, Statistics } from "../media/statistics";
import type { MediaPhase } from "../media/supervisor";
import {
  type PictureChoice,
  type Seat,
  type ServerBye,
  type ServerError,
  type ServerMediaState,
  type ServerMessage,
  VERSION,
} from "../protocol";
import { grant, lang, picture } from "../settings";
import { notify } from "../ui/notices";
import { Answer } from "./answer";
import { stayAwake } from "./awake";
import { iceServersOf, keepIceServersFresh } from "./ice";
import { keepIntent, keptIntent } from "./intent";
import { Mirror } from "./mirror";
import { networkChanges } from "./network";
import { newRef, type Outgoing, oldestFailed, unsent } from "./outbox";
import { OwnMedia } from "./own-media";
import { Part } from "./part";
import { Pointing } from "./pointing";
import { ServerClock } from "./server-clock";
import { Share } from "./share";
import { type Standing, standing } from "./standing";
import { apply, type MeetingState, ownSeat } from "./state";
import { Switches } from "./switches";

/** Why we are no longer in the meeting. */
export type End = "left" | "replaced" | "removed" | "over" | Why;

/** Codes after which trying again is of no use: the person needs another link. */
const FINAL: readonly Why[] = [
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
  "meeting_locked",
];

const LOOK_MS = 500;

/** One person's presence in one meeting: control, media and devices brought together. */
export class Room {
  readonly state: Signal<MeetingState | null> = signal(null);
  readonly link: Signal<Phase> = signal("idle");
  readonly media: Signal<MediaPhase> = signal("idle");
  readonly online = signal(navigator.onLine);
  readonly end: Signal<End | null> = signal(null);
  /** The mixed sound and picture. */
  readonly received: Signal<MediaStream | null> = signal(null);
  /** What another point shares. */
  readonly content: Signal<MediaStream | null> = signal(null);
  /** Since when (ms, monotonic) the picture has not been live; null while it is. */
  readonly brokenSince: Signal<number | null> = signal(null);
  /** Why the server does not let us in just now. */
  readonly refusal: Signal<Why | null> = signal(null);
  readonly outbox: Signal<readonly Outgoing[]> = signal([]);
  readonly switches = new Switches(
    (message) => this.#socket.send(message),
    (intent) => keepIntent(this.#meeting, intent),
  );
  readonly share: Share = new Share({
    state: this.state,
    send: (message) => this.#socket.send(message),
    setContent: (track) => this.#session.setContent(track),
    setFilm: (track) => {
      this.#own.film.value = track;
    },
  });
  readonly mirror: Mirror = new Mirror({ isShared: this.share.isReceiving });
  readonly pointing: Pointing = new Pointing({
    state: this.state,
    send: (message) => this.#socket.send(message),
  });
  readonly part: Part = new Part({
    state: this.state,
    switches: this.switches,
    send: (message) => this.#socket.send(message),
  });
  readonly answer: Answer = new Answer({
    state: this.state,
    microphone: this.switches.microphone,
    isGranted: () => grant.peek() === "on",
    mute: () => this.switches.ask("microphone", false),
    send: (message) => this.#socket.send(message),
  });
  readonly standing = computed(() => this.#standing());
  readonly clock = new ServerClock();

  readonly #meeting: string;
  readonly #socket: ControlSocket;
  readonly #session: MediaSession;
  readonly #keepIceServersFresh: () => () => void;
  readonly #own: OwnMedia;
  #stops: (() => void)[] = [];
  #path: Path = "";

  constructor(meeting: string, token: string) {
    this.#meeting = meeting;
    this.#socket = new ControlSocket({
      hello: () => ({ type: "hello", token, version: VERSION, lang: lang.peek() }),
      onMessage: (message) => this.#receive(message),
      onPhase: (phase) => this.#linkChanged(phase),
    });
    this.#keepIceServersFresh = () => keepIceServersFresh(meeting, token);
    this.#session = new MediaSession(meeting, {
      token: () => token,
      iceServers: (attempt) => iceServersOf(meeting, token, attempt),
      onPhase: (phase) => this.#mediaChanged(phase),
      onReceived: (stream, content) => {
        this.received.value = stream;
        this.content.value = content;
      },
      onRefused: (why) => this.#refused(why),
    });
    this.#own = new OwnMedia(this.switches, this.answer, this.#session);
  }

  get statistics(): Statistics {
    return this.#session.statistics;
  }

  /** Goes in, or comes back after an end: nothing of the last presence is shown as if it were now. */
  start(): void {
    this.end.value = null;
    this.state.value = null;
    this.received.value = null;
    this.content.value = null;
    this.brokenSince.value = null;
    this.refusal.value = null;
    this.switches.begin(keptIntent(this.#meeting));
    this.#stops = [
      ...this.#own.start(),
      this.answer.follow(),
      this.mirror.follow(this.#meeting),
      effect(() => this.mirror.share(this.share.own.value)),
      effect(() => this.#choosePicture(picture.value, this.link.value)),
      effect(() => this.#grant(grant.value === "on")),
      effect(() => this.#session.watchFilm(this.share.isFilm.value)),
      effect(() => this.#suitContent()),
      networkChanges((online) => this.#networkChanged(online)),
      stayAwake(),
      every(LOOK_MS, () => this.#expire()),
      this.#keepIceServersFresh(),
    ];
    this.#socket.start();
    this.#session.start();
  }

  leave(): void {
    this.#socket.send({ type: "leave" });
    this.#session.leave();
    this.#finish("left");
  }

  /** Puts everything away without a word to the server: the page goes elsewhere. */
  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.share.dispose();
    this.pointing.end();
    this.#socket.stop();
    this.#session.stop();
  }

  toggleMicrophone(): Promise<void> {
    return this.#own.toggleMicrophone();
  }

  toggleCamera(): Promise<void> {
    return this.#own.toggleCamera();
  }

  toggleHand(): void {
    if (this.switches.hand.peek().wanted) this.part.withdraw();
    else this.part.raise();
  }

  say({ text, to, ref = newRef() }: { text: string; to: string; ref?: string }): void {
    const others = this.outbox.peek().filter((line) => line.ref !== ref);
    this.outbox.value = [...others, { ref, text: text.normalize("NFC"), to, failed: false }];
    this.#sendChat(ref);
  }

  #sendChat(ref: string): void {
    const line = this.outbox.peek().find((one) => one.ref === ref && !one.failed);
    if (line) this.#socket.send({ type: "chat", text: line.text, ref, to: line.to });
  }

  #receive(message: ServerMessage): void {
    if (message.type === "pointer") {
      // Ten times a second: nothing else of the page is to be looked at for it.
      this.pointing.told(message);
      return;
    }
    const before = this.state.peek();
    this.state.value = apply(before, message);
    this.part.told(before, message);
    switch (message.type) {
      case "welcome":
        this.clock.told(message.server_time);
        this.#welcomed(before === null);
        break;
      case "seat":
        if (message.seat.point === this.state.peek()?.you) this.#seated(message.seat, before);
        break;
      case "recording":
        this.switches.told("recording", message.recording.on);
        break;
      case "sharing":
        this.share.told();
        if (message.sharing === null) this.pointing.end();
        break;
      case "chat":
        this.#clearOutbox();
        break;
      case "ask":
        this.#own.audioAsked.value = message.audio;
        this.#session.ask(message.picture, message.narrow);
        break;
      case "media":
        this.#mediaTold(message);
        break;
      case "error":
        this.#failed(message);
        break;
      case "bye":
        this.#dismissed(message);
        break;
    }
  }

  /** The own seat: what is switched, and whether we have to wait in the lobby. */
  #seated(seat: Seat, before: MeetingState | null): void {
    this.switches.seat(seat);
    if (seat.state === "lobby") this.#session.hold();
    else if (ownSeat(before)?.state === "lobby") this.#session.admit();
  }

  #mediaTold({ session, state }: ServerMediaState): void {
    if (state === "ended" && session === this.#session.name) this.#session.ended();
  }

  #welcomed(first: boolean): void {
    const state = this.state.peek();
    const seat = ownSeat(state);
    if (seat) this.switches.welcomed(seat, first);
    if (first) this.#own.welcomed();
    if (state) this.switches.told("recording", state.recording.on);
    // Whoever waited may have been let in while nobody could tell us; or waits, and need not knock.
    if (seat?.state === "lobby") this.#session.hold();
    else this.#session.admit();
    this.#clearOutbox();
  }

  #clearOutbox(): void {
    const state = this.state.peek();
    if (state) this.outbox.value = unsent(this.outbox.peek(), state.chat, state.you);
  }

  #failed(error: ServerError): void {
    if (FINAL.includes(error.code)) {
      this.#finish(error.code);
      return;
    }
    this.switches.refused(error);
    this.share.refused(error);
    if (error.about === "chat") this.outbox.value = oldestFailed(this.outbox.peek());
    notify("problem", () => (lang.value === "vi" ? error.message_vi : error.message_en));
  }

  #dismissed(bye: ServerBye): void {
    if (bye.reason === "replaced" || bye.reason === "left") this.#finish(bye.reason);
    else if (bye.reason === "removed") this.#finish("removed");
    else if (bye.reason === "ended") this.#finish("over");
    // `shutdown`: the server comes back, and so do we.
  }

  #finish(end: End): void {
    this.dispose();
    this.end.value = end;
  }

  #refused(why: Why): void {
    if (why === "meeting_closed") this.#finish("over");
    else if (FINAL.includes(why)) this.#finish(why);
    else this.refusal.value = why;
  }

  #linkChanged(phase: Phase): void {
    this.link.value = phase;
    if (phase !== "open") return;
    this.switches.repeat();
    // Not with the welcome: nothing can be said before the line is open. Without media there is nothing to give yet.
    if (this.media.peek() === "live" || !this.share.own.peek()) this.share.resume();
    for (const { ref } of this.outbox.peek()) this.#sendChat(ref);
    // The server is there again: the media need not wait out its delay.
    if (this.#session.phase === "waiting") this.#session.hurry();
  }

  #mediaChanged(phase: MediaPhase): void {
    this.media.value = phase;
    if (phase === "live") {
      this.brokenSince.value = null;
      this.refusal.value = null;
      // Where nothing had come from us for long, the server has given our seat up, and this is another.
      this.#choosePicture(picture.peek(), this.link.peek());
      if (this.link.peek() === "open") this.share.resume();
    } else if (this.received.peek() && this.brokenSince.peek() === null) {
      this.brokenSince.value = performance.now();
    }
  }

  #networkChanged(online: boolean): void {
    this.online.value = online;
    if (!online) return;
    this.#socket.hurry();
    this.#session.hurry();
  }

  /** What we share gets the bits that suit it, and a film those that go to so many. */
  #suitContent(): void {
    const seats = this.state.value?.seats ?? [];
    const watchers = seats.filter(({ state }) => state === "present").length;
    this.#session.suitContent({ shown: this.share.shown.value, watchers });
  }

  /** At each welcome too, for the server may have been started anew; with each seat, for it may be a new one. */
  #choosePicture(choice: PictureChoice, link: Phase): void {
    if (link === "open") this.#socket.send({ type: "picture", choice });
  }

  /** This computer's word on whether the centre may open its microphone; the seat's own ends with the seat. */
  #grant(on: boolean): void {
    const granted = this.part.mic.value?.granted;
    const isIn = ownSeat(this.state.value)?.state === "present";
    if (!isIn || granted === undefined || granted === on) return;
    this.#socket.send({ type: "mic.grant", on });
  }

  #tellPath(): void {
    const { path } = this.statistics;
    if (path === "" || path === this.#path) return;
    this.#path = path;
    this.#socket.send({ type: "path", way: path });
  }

  #expire(): void {
    if (this.link.peek() !== "open") return;
    this.#tellPath();
    if (this.switches.expire(performance.now())) notify("problem", (t) => t.room.unconfirmed);
  }

  #standing(): Standing {
    return standing({
      online: this.online.value,
      link: this.link.value,
      media: this.media.value,
      wasLive: this.received.value !== null,
      microphone: this.switches.microphone.value,
      trouble: local.microphone.value.trouble,
      heard: this.state.value?.speaking.includes(this.state.value.you) ?? false,
      talking: this.#own.ear.talking.value,
      dead: this.#own.ear.dead.value,
      place: this.part.place.value.kind,
      mayOpen: this.part.mic.value?.may_open ?? true,
      invited: this.part.mic.value?.invited ?? false,
      talk: this.answer.talk.value === null ? "none" : this.answer.isOpen.value ? "open" : "shut",
    });
  }
}

function every(ms: number, act: () => void): () => void {
  const timer = window.setInterval(act, ms);
  return () => window.clearInterval(timer);
}
