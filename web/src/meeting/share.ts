import { computed, type Signal, signal } from "@preact/signals";
import { captureScreen } from "../media/screen";
import type { ClientMessage, Seat, ServerError } from "../protocol";
import { notify } from "../ui/notices";
import type { MeetingState } from "./state";

/** What sharing needs of its room. */
export interface ShareOwner {
  readonly state: Signal<MeetingState | null>;
  send(message: ClientMessage): void;
  /** Puts a picture on the content line, or takes it off. */
  setContent(track: MediaStreamTrack | null): void;
}

/** Codes after which our own picture has nowhere to go. */
const REFUSALS = ["sharing_taken", "forbidden"];

/**
 * The sharing of documents: whose is shown, and our own.
 *
 * The truth is the server's. Our own picture is kept while the line is renewed, and offered again afterwards;
 * it ends when the person or the browser ends it, and when another point has taken over.
 */
export class Share {
  /** What we give; it may not be shown to the others yet, or just now. */
  readonly own: Signal<MediaStreamTrack | null> = signal(null);
  /** The browser is asking what to share. */
  readonly asking = signal(false);
  /** Who shares, ourselves included. */
  readonly presenter = computed(() => this.#presenter());
  /** Somebody else's content is on the content line. */
  readonly isReceiving = computed(() => {
    const point = this.#owner.state.value?.sharing?.point;
    return point !== undefined && point !== this.#owner.state.value?.you;
  });
  readonly #owner: ShareOwner;
  #confirmed = false;

  constructor(owner: ShareOwner) {
    this.#owner = owner;
  }

  /** Asks what to share and shares it; `take` in place of another point's. */
  async start(take: boolean): Promise<void> {
    if (this.own.peek() || this.asking.peek()) return;
    this.asking.value = true;
    try {
      const track = await captureScreen();
      if (track === null) return;
      track.onended = () => this.stop();
      this.own.value = track;
      this.#confirmed = false;
      this.#owner.setContent(track);
      this.#owner.send({ type: "share", on: true, take });
    } catch {
      notify("problem", (t) => t.room.shareFailed);
    } finally {
      this.asking.value = false;
    }
  }

  stop(): void {
    if (this.#end()) this.#owner.send({ type: "share", on: false });
  }

  /** Puts the picture away without a word to the server. */
  dispose(): void {
    this.#end();
  }

  /** The media line flows again, or the server has greeted us: it may have forgotten what we share. */
  resume(): void {
    const state = this.#owner.state.peek();
    if (state === null) return;
    const isOurs = state.sharing?.point === state.you;
    if (this.own.peek() && !isOurs) this.#owner.send({ type: "share", on: true, take: false });
    // This page was loaded anew: the picture went with the one before it.
    if (!this.own.peek() && isOurs) this.#owner.send({ type: "share", on: false });
  }

  /** The server says who shares now. */
  told(): void {
    const state = this.#owner.state.peek();
    const point = state?.sharing?.point;
    if (state === null || point === undefined || this.own.peek() === null) return;
    if (point === state.you) this.#confirmed = true;
    else if (this.#confirmed) this.#displaced();
  }

  refused(error: ServerError): void {
    if (error.about === "share" && REFUSALS.includes(error.code)) this.#end();
  }

  #displaced(): void {
    const name = this.presenter.peek()?.name ?? "";
    this.#end();
    notify("news", (t) => t.room.shareTakenBy(name));
  }

  #end(): boolean {
    const track = this.own.peek();
    if (track === null) return false;
    track.onended = null;
    track.stop();
    this.own.value = null;
    this.#owner.setContent(null);
    return true;
  }

  #presenter(): Seat | null {
    const state = this.#owner.state.value;
    return state?.seats.find((seat) => seat.point === state.sharing?.point) ?? null;
  }
}
