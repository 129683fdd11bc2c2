import { computed, type Signal, signal } from "@preact/signals";
import { judgeBySound, type Shown } from "../media/film";
import { type Captured, captureScreen, suit } from "../media/screen";
import type { ClientMessage, Seat, ServerError } from "../protocol";
import { notify } from "../ui/notices";
import type { MeetingState } from "./state";

/** What sharing needs of its room. */
export interface ShareOwner {
  readonly state: Signal<MeetingState | null>;
  send(message: ClientMessage): void;
  /** Puts a picture on the content line, or takes it off. */
  setContent(track: MediaStreamTrack | null): void;
  /** Has the sound of what is shared go with our voice, or no longer. */
  setFilm(track: MediaStreamTrack | null): void;
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
  /** Its sound, which is heard where our voice is. */
  readonly sound: Signal<MediaStreamTrack | null> = signal(null);
  /** Pages or a film, by what is heard of it until the person says what it is. */
  readonly shown: Signal<Shown> = signal("pages");
  /** The browser is asking what to share. */
  readonly asking = signal(false);
  /** Who shares, ourselves included. */
  readonly presenter = computed(() => this.#presenter());
  /** Somebody else's content is on the content line. */
  readonly isReceiving = computed(() => {
    const point = this.#owner.state.value?.sharing?.point;
    return point !== undefined && point !== this.#owner.state.value?.you;
  });
  /** And it is a film. */
  readonly isFilm = computed(
    () => this.isReceiving.value && this.#owner.state.value?.sharing?.film === true,
  );
  readonly #owner: ShareOwner;
  #confirmed = false;
  #deaf: () => void = () => undefined;

  constructor(owner: ShareOwner) {
    this.#owner = owner;
  }

  /** Asks what to share and shares it; `take` in place of another point's. */
  async start(take: boolean): Promise<void> {
    if (this.own.peek() || this.asking.peek()) return;
    this.asking.value = true;
    try {
      const captured = await captureScreen();
      if (captured === null) return;
      const track = captured.picture;
      track.onended = () => this.stop();
      this.own.value = track;
      this.#confirmed = false;
      this.#owner.setContent(track);
      this.#sound(captured);
      this.#owner.send({ type: "share", on: true, take, film: false });
    } catch {
      notify("problem", (t) => t.room.shareFailed);
    } finally {
      this.asking.value = false;
    }
  }

  /** The person says what it is, and is believed from now on. */
  show(shown: Shown): void {
    this.#deaf();
    this.#show(shown);
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
    if (this.own.peek() && !isOurs) this.#offer();
    // This page was loaded anew: the picture went with the one before it.
    if (!this.own.peek() && isOurs) this.#owner.send({ type: "share", on: false });
  }

  /** The server says who shares now. */
  told(): void {
    const state = this.#owner.state.peek();
    const point = state?.sharing?.point;
    if (state === null || point === undefined || this.own.peek() === null) return;
    if (point !== state.you) {
      if (this.#confirmed) this.#displaced();
      return;
    }
    this.#confirmed = true;
    // It may have begun to sound while the server was answering.
    if (state.sharing?.film !== (this.shown.peek() === "film")) this.#offer();
  }

  refused(error: ServerError): void {
    if (error.about === "share" && REFUSALS.includes(error.code)) this.#end();
  }

  #displaced(): void {
    const name = this.presenter.peek()?.name ?? "";
    this.#end();
    notify("news", (t) => t.room.shareTakenBy(name));
  }

  #sound({ sound }: Captured): void {
    this.shown.value = "pages";
    this.sound.value = sound;
    if (sound === null) return;
    this.#owner.setFilm(sound);
    this.#deaf = judgeBySound(sound, (shown) => this.#show(shown));
  }

  #show(shown: Shown): void {
    this.shown.value = shown;
    const track = this.own.peek();
    if (track === null) return;
    void suit(track, shown);
    // Before that it would be taken for a wish to share again, of one who has just been displaced.
    if (this.#confirmed) this.#offer();
  }

  /** Says that we share, and what. */
  #offer(): void {
    const film = this.shown.peek() === "film";
    this.#owner.send({ type: "share", on: true, take: false, film });
  }

  #end(): boolean {
    const track = this.own.peek();
    if (track === null) return false;
    track.onended = null;
    track.stop();
    this.own.value = null;
    this.#owner.setContent(null);
    this.#deaf();
    this.#owner.setFilm(null);
    this.sound.peek()?.stop();
    this.sound.value = null;
    return true;
  }

  #presenter(): Seat | null {
    const state = this.#owner.state.value;
    return state?.seats.find((seat) => seat.point === state.sharing?.point) ?? null;
  }
}
