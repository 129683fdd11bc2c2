import { type Signal, signal } from "@preact/signals";
import { bearer, Refusal, request, whyOf } from "../api";
import { backoff } from "../backoff";
import type { IceServer } from "../protocol";

/** A media session that only watches (WHEP): the mixed picture and sound, tried for until it is stopped. */
export class Viewer {
  readonly stream: Signal<MediaStream | null> = signal(null);
  readonly #meeting: string;
  readonly #token: string;
  readonly #iceServers: (attempt: AbortSignal) => Promise<readonly IceServer[]>;
  #stopped = new AbortController();
  #connection: RTCPeerConnection | null = null;
  #location: string | null = null;
  #failed = 0;
  #timer = 0;

  constructor(
    meeting: string,
    token: string,
    iceServers: (attempt: AbortSignal) => Promise<readonly IceServer[]>,
  ) {
    this.#meeting = meeting;
    this.#token = token;
    this.#iceServers = iceServers;
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
    const iceServers = await this.#iceServers(stopped);
    const connection = new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      iceServers: [...iceServers],
    });
    this.#connection = connection;
    const lines = (["audio", "video"] as const).map((kind) =>
      connection.addTransceiver(kind, { direction: "recvonly" }),
    );
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
    }
    if (connection.connectionState === "failed") this.#again(stopped);
  }

  #again(stopped: AbortSignal): void {
    this.#close();
    this.#timer = window.setTimeout(
      () => void this.#join(stopped),
      backoff(this.#failed++, Math.random()),
    );
  }

  #close(): void {
    this.stream.value = null;
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
