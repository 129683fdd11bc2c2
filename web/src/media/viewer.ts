import { type Signal, signal } from "@preact/signals";
import { bearer, Refusal, request, whyOf } from "../api";
import { backoff } from "../backoff";
import type { IceServer } from "../protocol";
import { summarise } from "./statistics";
import { TrackSlot } from "./track-slot";

interface ViewerOptions {
  readonly iceServers: (attempt: AbortSignal) => Promise<readonly IceServer[]>;
  /** Whether it may send a voice as well, as consoles do in private talks. */
  readonly speaks: boolean;
}

/** The mixed picture and sound never pause: without a packet for so long the path is dead. */
const STALL_MS = 1_200;
/** Browsers say "failed" after half a minute; a server that was started anew knows nothing of us at once. */
const DEAD_MS = 2_500;
const LOOK_MS = 400;

/** A media session that watches (WHEP): the mixed picture and sound, tried for until it is stopped. */
export class Viewer {
  readonly stream: Signal<MediaStream | null> = signal(null);
  /** The last picture stands, and must not look live. */
  readonly stands: Signal<boolean> = signal(false);
  /** The server's name of it, while there is one. */
  readonly session: Signal<string | null> = signal(null);
  readonly #meeting: string;
  readonly #token: string;
  readonly #options: ViewerOptions;
  #stopped = new AbortController();
  #connection: RTCPeerConnection | null = null;
  #location: string | null = null;
  #voice: TrackSlot | null = null;
  #spoken: MediaStreamTrack | null = null;
  #failed = 0;
  #timer = 0;
  #looks = 0;
  /** What had come when packets last came, and when that was. */
  #flow = { bytes: 0, at: 0 };

  constructor(meeting: string, token: string, options: ViewerOptions) {
    this.#meeting = meeting;
    this.#token = token;
    this.#options = options;
  }

  start(): void {
    this.#stopped = new AbortController();
    void this.#join(this.#stopped.signal);
  }

  stop(): void {
    this.#stopped.abort();
    window.clearTimeout(this.#timer);
    this.#close();
  }

  /** Sends a voice, or none: not a packet leaves without one. */
  speak(track: MediaStreamTrack | null): void {
    this.#spoken = track;
    // A connection that has ended takes no track any more; the next begins with it.
    void this.#voice?.put(track).catch(() => undefined);
  }

  async #join(stopped: AbortSignal): Promise<void> {
    try {
      const connection = await this.#connect(stopped);
      if (stopped.aborted) connection.close();
    } catch (error) {
      // A console whose token opens no picture is a console still.
      if (!stopped.aborted && whyOf(error) !== "token_other_kind") this.#again(stopped);
    }
  }

  async #connect(stopped: AbortSignal): Promise<RTCPeerConnection> {
    const iceServers = await this.#options.iceServers(stopped);
    const connection = new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      iceServers: [...iceServers],
    });
    this.#connection = connection;
    const lines = [
      connection.addTransceiver("audio", {
        direction: this.#options.speaks ? "sendrecv" : "recvonly",
      }),
      connection.addTransceiver("video", { direction: "recvonly" }),
    ] as const;
    this.#voice = this.#options.speaks ? new TrackSlot(lines[0].sender) : null;
    this.speak(this.#spoken);
    connection.onconnectionstatechange = () => this.#changed(connection, stopped, lines);
    await connection.setLocalDescription(await connection.createOffer());
    const response = await request(`/whep/${encodeURIComponent(this.#meeting)}`, {
      method: "POST",
      headers: { ...bearer(this.#token), "Content-Type": "application/sdp" },
      body: connection.localDescription?.sdp ?? "",
      signal: stopped,
    });
    const location = response.headers.get("Location");
    if (location === null) throw new Refusal("internal");
    this.#location = new URL(location, response.url).href;
    this.session.value = location.split("/").at(-1) ?? null;
    await connection.setRemoteDescription({ type: "answer", sdp: await response.text() });
    return connection;
  }

  #changed(
    connection: RTCPeerConnection,
    stopped: AbortSignal,
    lines: readonly RTCRtpTransceiver[],
  ): void {
    if (connection !== this.#connection || stopped.aborted) return;
    if (connection.connectionState === "connected") {
      this.#failed = 0;
      this.stream.value = new MediaStream(lines.map(({ receiver }) => receiver.track));
      this.#flow = { bytes: 0, at: performance.now() };
      window.clearInterval(this.#looks);
      this.#looks = window.setInterval(() => void this.#look(connection, stopped), LOOK_MS);
    }
    if (connection.connectionState === "failed") this.#again(stopped);
  }

  async #look(connection: RTCPeerConnection, stopped: AbortSignal): Promise<void> {
    const { bytesReceived: bytes } = summarise((await connection.getStats()).values());
    if (connection !== this.#connection || stopped.aborted) return;
    const now = performance.now();
    if (bytes !== this.#flow.bytes) this.#flow = { bytes, at: now };
    this.stands.value = now - this.#flow.at > STALL_MS;
    if (now - this.#flow.at > DEAD_MS) this.#again(stopped);
  }

  #again(stopped: AbortSignal): void {
    this.#close();
    this.#timer = window.setTimeout(
      () => void this.#join(stopped),
      backoff(this.#failed++, Math.random()),
    );
  }

  #close(): void {
    window.clearInterval(this.#looks);
    this.stands.value = false;
    this.stream.value = null;
    this.session.value = null;
    this.#voice = null;
    this.#connection?.close();
    this.#connection = null;
    const location = this.#location;
    this.#location = null;
    if (location === null) return;
    const headers = bearer(this.#token);
    // Best effort: the server ends a session that falls silent by itself.
    void request(location, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }
}
