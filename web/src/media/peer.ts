import type { IceServer, PictureAsked } from "../protocol";
import { encodingFor, Steering, UNASKED } from "./asked";
import { CAMERA } from "./constraints";
import { ContentSender } from "./content-sender";
import { fragmentOf, withFragment } from "./fragment";
import { type Hold, hold, late, pictureOf, soundOf, unheld } from "./lips";
import { withNarrowVoice } from "./narrow";
import { withCopies } from "./redundancy";
import { BITRATES, type Show } from "./room";
import { CONTENT_FPS } from "./screen";
import { TrackSlot } from "./track-slot";

/** How our voice is sent: each packet with a copy of the one before, or at few bits in all. */
export interface Voice {
  readonly copies: boolean;
  readonly narrow: boolean;
}

/**
 * One peer connection to the mixer: audio, camera up and mixed picture down, and a line for shared
 * content, in the order that PROTOCOL.md fixes. Tracks come and go; nothing is ever renegotiated with the
 * server.
 */
export class Peer {
  /** The mixed sound and picture, in one stream so that the browser keeps them together. */
  readonly received: MediaStream;
  /** What another point shares; silent while nobody does. */
  readonly content: MediaStream;
  readonly #connection: RTCPeerConnection;
  readonly #steering: Steering;
  readonly #microphone: TrackSlot;
  readonly #picture: TrackSlot;
  readonly #content: ContentSender;
  readonly #sound: RTCRtpReceiver;
  readonly #shared: RTCRtpReceiver;
  /** For how long what is shared is held back; null: as the browser likes. */
  #held: Hold | null = null;
  /** As the server gave it; `#applied` is what the browser was told. */
  #answer = "";
  #applied = "";
  #voice: Voice = { copies: false, narrow: false };
  /** The negotiation under way, or the last. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(iceServers: readonly IceServer[], onBroken: () => void, onFlow: () => void) {
    this.#connection = new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      iceServers: [...iceServers],
    });
    const sent = new MediaStream();
    const audio = this.#connection.addTransceiver("audio", {
      direction: "sendrecv",
      streams: [sent],
    });
    const camera = this.#connection.addTransceiver("video", {
      direction: "sendrecv",
      streams: [sent],
      sendEncodings: [encodingFor(UNASKED, CAMERA)],
    });
    this.#steering = new Steering(camera.sender);
    const content = this.#connection.addTransceiver("video", {
      direction: "sendrecv",
      sendEncodings: [{ maxBitrate: BITRATES.changing, maxFramerate: CONTENT_FPS }],
    });
    this.#microphone = new TrackSlot(audio.sender);
    this.#picture = new TrackSlot(camera.sender);
    this.#content = new ContentSender(content.sender);
    this.#sound = audio.receiver;
    this.#shared = content.receiver;
    this.received = new MediaStream([audio.receiver.track, camera.receiver.track]);
    this.content = new MediaStream([content.receiver.track]);
    // With the first packet (W3C WebRTC, section 5.3); statistics would tell a look later.
    for (const track of this.received.getTracks()) track.onunmute = onFlow;
    this.#connection.onconnectionstatechange = () => {
      const { connectionState } = this.#connection;
      if (connectionState === "disconnected" || connectionState === "failed") onBroken();
    };
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    await this.#microphone.put(track);
  }

  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    await this.#picture.put(track);
    await this.#steering.steer();
  }

  /** Sends the camera's picture as the server can use it; null: not at all. */
  ask(picture: PictureAsked | null): Promise<void> {
    return this.#steering.ask(picture);
  }

  async setContent(track: MediaStreamTrack | null): Promise<void> {
    await this.#content.put(track);
  }

  /** Gives what we share the bits that suit it. */
  suitContent(show: Show): void {
    this.#content.suit(show);
  }

  /** Keeps what is shared in step with its sound, by a report; only where it is a film. */
  match(report: RTCStatsReport, film: boolean): void {
    const before = this.#held;
    this.#held = film ? this.#hold(before ?? unheld, report) : null;
    if (this.#held?.told === before?.told) return;
    // Where the browser does not know this, the server's playout delay is all.
    this.#shared.jitterBufferTarget = this.#held?.told ?? null;
  }

  #hold(before: Hold, report: RTCStatsReport): Hold {
    const sound = soundOf(report.values(), this.#sound.getSynchronizationSources());
    const picture = pictureOf(this.#shared.getSynchronizationSources());
    return sound && picture ? hold(before, late(sound, picture)) : before;
  }

  /**
   * Our offer, without candidates: the server listens on an address it names in its answer and learns
   * ours from the checks we send it (RFC 8445, section 7.3.1.3).
   */
  async offer(options: RTCOfferOptions = {}): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer(options));
    return this.#connection.localDescription?.sdp ?? "";
  }

  async accept(answer: string): Promise<void> {
    const sdp = describe(answer, this.#voice);
    await this.#connection.setRemoteDescription({ type: "answer", sdp });
    this.#answer = answer;
    this.#applied = sdp;
  }

  /** From the next restart on. */
  useIceServers(iceServers: readonly IceServer[]): void {
    this.#connection.setConfiguration({
      ...this.#connection.getConfiguration(),
      iceServers: [...iceServers],
    });
  }

  /** Renews the path; `exchange` carries our fragment to the server and brings its own. */
  restart(exchange: (fragment: string) => Promise<string>): Promise<void> {
    return this.#inTurn(async () => {
      const offer = await this.offer({ iceRestart: true });
      await this.accept(withFragment(this.#answer, await exchange(fragmentOf(offer))));
    });
  }

  /**
   * Sends our voice in another way. The server takes any at any time, so it is only the browser that
   * hears its answer once more, a little different.
   */
  speak(voice: Voice): Promise<void> {
    this.#voice = voice;
    return this.#inTurn(async () => {
      const told = this.#applied === describe(this.#answer, this.#voice);
      // An ICE restart that failed has left its offer unanswered: the next one comes first.
      if (told || this.#connection.signalingState !== "stable") return;
      await this.offer();
      await this.accept(this.#answer);
    });
  }

  /** One negotiation after the other: two at a time would take each other's answers. */
  #inTurn(negotiate: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(negotiate);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  statistics(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  close(): void {
    for (const track of this.received.getTracks()) track.onunmute = null;
    this.#connection.onconnectionstatechange = null;
    this.#content.close();
    this.#connection.close();
  }
}

function describe(answer: string, voice: Voice): string {
  return withNarrowVoice(withCopies(answer, voice.copies), voice.narrow);
}
