/** What of an RTCRtpSender we need. */
export interface Sender {
  readonly track: MediaStreamTrack | null;
  replaceTrack(track: MediaStreamTrack | null): Promise<void>;
}

/**
 * The track of one line, changed one wish after the other. `sender.track` is the old one until a change has been
 * carried out: a wish that looked at it meanwhile would take itself for fulfilled, and the page would say that the
 * microphone is on while nothing is sent.
 */
export class TrackSlot {
  readonly #sender: Sender;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  put(track: MediaStreamTrack | null): Promise<void> {
    const done = this.#turn.then(async () => {
      if (this.#sender.track !== track) await this.#sender.replaceTrack(track);
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
