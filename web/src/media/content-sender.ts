import { type Course, follow, LOOK_MS, outset, pagesToNobody, roomFor, type Show } from "./room";
import { CONTENT_FPS } from "./screen";
import { TrackSlot } from "./track-slot";

/** What is sent of what we share, with the bits that suit it from moment to moment. */
export class ContentSender {
  readonly #sender: RTCRtpSender;
  readonly #slot: TrackSlot;
  #show: Show = pagesToNobody;
  #course: Course = outset;
  #timer = 0;
  #looking = false;
  #isClosed = false;

  constructor(sender: RTCRtpSender) {
    this.#sender = sender;
    this.#slot = new TrackSlot(sender);
  }

  async put(track: MediaStreamTrack | null): Promise<void> {
    await this.#slot.put(track);
    this.#stop();
    if (track === null || this.#isClosed) return;
    this.#course = outset;
    this.#timer = window.setInterval(() => void this.#look(), LOOK_MS);
  }

  /** Says what is shown, from the next look on. */
  suit(show: Show): void {
    this.#show = show;
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  #stop(): void {
    window.clearInterval(this.#timer);
    this.#timer = 0;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.#give();
    } finally {
      this.#looking = false;
    }
  }

  async #give(): Promise<void> {
    const now = performance.now();
    for (const entry of (await this.#sender.getStats()).values()) {
      if (entry.type === "outbound-rtp") this.#course = follow(this.#course, entry.bytesSent, now);
    }
    const parameters = this.#sender.getParameters();
    const [encoding] = parameters.encodings;
    const maxBitrate = roomFor(this.#show, this.#course, now);
    if (encoding === undefined || encoding.maxBitrate === maxBitrate) return;
    Object.assign(encoding, { maxBitrate, maxFramerate: CONTENT_FPS });
    // A connection that has been closed meanwhile sends nothing anyway.
    await this.#sender.setParameters(parameters).catch(() => undefined);
  }
}
