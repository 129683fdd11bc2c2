import type { IceServer, PictureAsked } from "../protocol";
import { encodingFor, Steering, UNASKED } from "./asked";
import { CAMERA } from "./constraints";
import { fragmentOf, withFragment } from "./fragment";
import { withCopies } from "./redundancy";
import { CONTENT_BITRATE, CONTENT_FPS } from "./screen";

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
  readonly #audio: RTCRtpTransceiver;
  readonly #camera: RTCRtpTransceiver;
  readonly #steering: Steering;
  readonly #content: RTCRtpTransceiver;
  #answer = "";
  /** The negotiation under way, or the last. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(iceServers: readonly IceServer[], onBroken: () => void, onFlow: () => void) {
    this.#connection = new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      iceServers: [...iceServers],
    });
    const sent = new MediaStream();
    this.#audio = this.#connection.addTransceiver("audio", {
      direction: "sendrecv",
      streams: [sent],
    });
    this.#camera = this.#connection.addTransceiver("video", {
      direction: "sendrecv",
      streams: [sent],
      sendEncodings: [encodingFor(UNASKED, CAMERA)],
    });
    this.#steering = new Steering(this.#camera.sender);
    this.#content = this.#connection.addTransceiver("video", {
      direction: "sendrecv",
      sendEncodings: [{ maxBitrate: CONTENT_BITRATE, maxFramerate: CONTENT_FPS }],
    });
    this.received = new MediaStream([this.#audio.receiver.track, this.#camera.receiver.track]);
    this.content = new MediaStream([this.#content.receiver.track]);
    // With the first packet (W3C WebRTC, section 5.3); statistics would tell a look later.
    for (const track of this.received.getTracks()) track.onunmute = onFlow;
    this.#connection.onconnectionstatechange = () => {
      const { connectionState } = this.#connection;
      if (connectionState === "disconnected" || connectionState === "failed") onBroken();
    };
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    await replace(this.#audio, track);
  }

  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    await replace(this.#camera, track);
    await this.#steering.steer();
  }

  /** Sends the camera's picture as the server can use it; null: not at all. */
  ask(picture: PictureAsked | null): Promise<void> {
    return this.#steering.ask(picture);
  }

  async setContent(track: MediaStreamTrack | null): Promise<void> {
    await replace(this.#content, track);
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
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer });
    this.#answer = answer;
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
   * Sends our voice with copies, or without, if server and browser both know them. The server takes
   * either at any time, so it is only the browser that hears its answer once more, in another order.
   */
  copyVoice(on: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const answer = withCopies(this.#answer, on);
      // An ICE restart that failed has left its offer unanswered: the next one comes first.
      if (answer === this.#answer || this.#connection.signalingState !== "stable") return;
      await this.offer();
      await this.accept(answer);
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
    this.#connection.close();
  }
}

async function replace(line: RTCRtpTransceiver, track: MediaStreamTrack | null): Promise<void> {
  if (line.sender.track !== track) await line.sender.replaceTrack(track);
}
