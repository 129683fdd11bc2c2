import { Refusal, type Why } from "../api";
import type { IceServer, PictureAsked } from "../protocol";
import { UNASKED } from "./asked";
import { Peer } from "./peer";
import { judgeUplink, plain, type Redundancy } from "./redundancy";
import { pagesToNobody, type Show } from "./room";
import { noStatistics, type Statistics, summarise, uplinkOf } from "./statistics";
import {
  idleSupervisor,
  type MediaAct,
  type MediaEvent,
  type MediaPhase,
  type Supervisor,
  stepMedia,
} from "./supervisor";
import { deleteSession, patchRestart, postOffer } from "./whip";

/** What the owner of a media session gives and wants to hear. */
interface SessionHandler {
  token(): string;
  /** Rejects soon after the attempt that needs them has been given up. */
  iceServers(attempt: AbortSignal): Promise<readonly IceServer[]>;
  onPhase(phase: MediaPhase): void;
  /** The mixed sound and picture, now flowing, and the line of shared content. */
  onReceived(stream: MediaStream, content: MediaStream): void;
  /** A join was refused; it is tried again unless the owner calls `stop`. */
  onRefused(why: Why): void;
}

/** Also the longest time for which a stall stays unseen beyond the supervisor's own limit. */
const LOOK_MS = 200;

/** The media of one meeting, kept alive by the supervisor across peer connections. */
export class MediaSession {
  readonly #meeting: string;
  readonly #handler: SessionHandler;
  #supervisor: Supervisor = idleSupervisor;
  #peer: Peer | null = null;
  /** The last peer whose picture was live: its last frame stays until the next one has its first. */
  #shown: Peer | null = null;
  #location: string | null = null;
  #underWay: AbortController | null = null;
  #timer = 0;
  #looking = false;
  #microphone: MediaStreamTrack | null = null;
  #camera: MediaStreamTrack | null = null;
  #picture: PictureAsked | null = UNASKED;
  #narrow = false;
  #content: MediaStreamTrack | null = null;
  #film = false;
  #contentShow: Show = pagesToNobody;
  #statistics: Statistics = noStatistics;
  #redundancy: Redundancy = plain;

  constructor(meeting: string, handler: SessionHandler) {
    this.#meeting = meeting;
    this.#handler = handler;
  }

  get phase(): MediaPhase {
    return this.#supervisor.phase;
  }

  get statistics(): Statistics {
    return this.#statistics;
  }

  /** The name of the current session, as the control connection's `media` message has it. */
  get name(): string | null {
    return this.#location?.split("/").at(-1) ?? null;
  }

  start(): void {
    this.#timer ||= window.setInterval(() => void this.#look(), LOOK_MS);
    this.#step({ type: "start" });
  }

  /** Stops without telling the server, whose seat somebody else has taken. */
  stop(): void {
    window.clearInterval(this.#timer);
    this.#timer = 0;
    this.#step({ type: "stop" });
  }

  /** Leaves for good. */
  leave(): void {
    if (this.#location !== null) deleteSession(this.#location, this.#handler.token());
    this.stop();
  }

  /** The network has come back or changed. */
  hurry(): void {
    this.#step({ type: "hurry" });
  }

  /** The server says that we are in the lobby. */
  hold(): void {
    this.#underWay?.abort();
    this.#step({ type: "hold" });
  }

  /** We may be let in now. */
  admit(): void {
    this.#step({ type: "admit" });
  }

  /** The server says that it has ended our session. */
  ended(): void {
    this.#step({ type: "ended" });
  }

  setMicrophone(track: MediaStreamTrack | null): void {
    this.#microphone = track;
    void this.#peer?.setMicrophone(track);
  }

  setCamera(track: MediaStreamTrack | null): void {
    this.#camera = track;
    void this.#peer?.setCamera(track);
  }

  /** The server says what it can use of the camera; null: nothing. */
  ask(picture: PictureAsked | null, narrow: boolean): void {
    this.#picture = picture;
    void this.#peer?.ask(picture);
    if (narrow === this.#narrow) return;
    this.#narrow = narrow;
    if (this.#peer !== null) this.#speak(this.#peer);
  }

  setContent(track: MediaStreamTrack | null): void {
    this.#content = track;
    void this.#peer?.setContent(track);
  }

  /** What is shared is pages, or a film. */
  suitContent(show: Show): void {
    this.#contentShow = show;
    this.#peer?.suitContent(show);
  }

  /** What another point shares is a film, with whose sound its picture is to be in step. */
  watchFilm(film: boolean): void {
    this.#film = film;
  }

  #step(event: MediaEvent): void {
    const before = this.#supervisor.phase;
    const [supervisor, acts] = stepMedia(this.#supervisor, event, performance.now(), Math.random());
    this.#supervisor = supervisor;
    for (const act of acts) this.#carryOut(act);
    if (supervisor.phase === before) return;
    if (supervisor.phase === "live") this.#show();
    this.#handler.onPhase(supervisor.phase);
  }

  #carryOut(act: MediaAct): void {
    if (act === "join") void this.#join(this.#begin());
    else if (act === "restart") void this.#restart(this.#begin());
    else this.#close();
  }

  /** A new attempt makes the one before it void. */
  #begin(): AbortSignal {
    this.#underWay?.abort();
    this.#underWay = new AbortController();
    return this.#underWay.signal;
  }

  async #join(attempt: AbortSignal): Promise<void> {
    let peer: Peer | null = null;
    try {
      const iceServers = await this.#handler.iceServers(attempt);
      if (attempt.aborted) return;
      const made = new Peer(
        iceServers,
        () => this.#step({ type: "hurry" }),
        () => {
          if (made === this.#peer) this.#step({ type: "flow" });
        },
      );
      peer = made;
      await Promise.all([
        peer.setMicrophone(this.#microphone),
        peer.setCamera(this.#camera),
        peer.ask(this.#picture),
      ]);
      const offer = await peer.offer();
      const session = await postOffer(this.#meeting, this.#handler.token(), offer, attempt);
      await peer.accept(session.answer);
      if (attempt.aborted) throw new DOMException("a later attempt has begun", "AbortError");
      this.#adopt(peer, session.location);
      this.#step({ type: "joined" });
    } catch (error) {
      peer?.close();
      if (!attempt.aborted) this.#failed(error);
    }
  }

  #adopt(peer: Peer, location: string): void {
    if (this.#peer !== this.#shown) this.#peer?.close();
    this.#peer = peer;
    this.#location = location;
    this.#redundancy = plain;
    // The devices may have changed while the server was answering.
    void peer.setMicrophone(this.#microphone);
    void peer.setCamera(this.#camera);
    void peer.ask(this.#picture);
    this.#speak(peer);
    peer.suitContent(this.#contentShow);
    void peer.setContent(this.#content);
  }

  async #restart(attempt: AbortSignal): Promise<void> {
    const location = this.#location;
    const peer = this.#peer;
    try {
      if (peer === null || location === null) throw new Refusal("session_unknown");
      // The relay's password may have run out since we joined.
      const iceServers = await this.#handler.iceServers(attempt);
      if (attempt.aborted) return;
      peer.useIceServers(iceServers);
      await peer.restart((fragment) =>
        patchRestart(location, this.#handler.token(), fragment, attempt),
      );
    } catch (error) {
      if (!attempt.aborted) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const refusal = error instanceof Refusal ? error : new Refusal("internal");
    const joining = this.#supervisor.phase === "joining";
    if (joining && refusal.why === "lobby_waiting") this.hold();
    else this.#step({ type: "failed", retryAfter: refusal.retryAfter });
    if (joining) this.#handler.onRefused(refusal.why);
  }

  #show(): void {
    if (this.#peer === null || this.#peer === this.#shown) return;
    this.#handler.onReceived(this.#peer.received, this.#peer.content);
    this.#shown?.close();
    this.#shown = this.#peer;
  }

  #close(): void {
    this.#underWay?.abort();
    this.#peer?.close();
    this.#shown?.close();
    this.#peer = null;
    this.#shown = null;
    this.#location = null;
  }

  /** Looks whether packets have arrived, and lets the supervisor judge. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#measure();
    } finally {
      this.#looking = false;
    }
    this.#step({ type: "tick" });
  }

  async #measure(): Promise<void> {
    const peer = this.#peer;
    if (peer === null) return;
    const report = await peer.statistics();
    if (peer !== this.#peer) return;
    peer.match(report, this.#film);
    const before = this.#statistics.bytesReceived;
    this.#statistics = summarise(report.values());
    const uplink = uplinkOf(report.values());
    if (uplink !== null) this.#protect(peer, judgeUplink(this.#redundancy, uplink));
    // A new peer connection counts from zero again.
    if (this.#statistics.bytesReceived > 0 && this.#statistics.bytesReceived !== before) {
      this.#step({ type: "flow" });
    }
  }

  #protect(peer: Peer, redundancy: Redundancy): void {
    const { on } = this.#redundancy;
    this.#redundancy = redundancy;
    if (redundancy.on === on) return;
    this.#speak(peer);
  }

  #speak(peer: Peer): void {
    const narrow = this.#narrow;
    // A peer that was closed meanwhile refuses; a living one goes on as it was.
    peer.speak({ copies: this.#redundancy.on && !narrow, narrow }).catch(() => undefined);
  }
}
