import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isOn, namePage, type Spot, type Surface, spotOf, surfaceOf } from "../media/surface";
import { newRef } from "./outbox";

/** What pages of one browser tell each other: what one of them shares, null for no longer; or a page asks. */
type Told = { readonly by: string; readonly surface: Surface | null } | { readonly asks: true };

/** The part of a channel that is needed. */
interface Line {
  onmessage: ((event: MessageEvent<Told>) => void) | null;
  postMessage(told: Told): void;
  close(): void;
}

interface MirrorOptions {
  /** Somebody shares something: the server says so. */
  readonly isShared: ReadonlySignal<boolean>;
  readonly line?: (name: string) => Line;
  readonly spot?: (page: string) => Spot;
}

/**
 * Keeps pages of this browser from showing what is shared where that is a picture of themselves: who shares the screen
 * on which a console is open would see it in itself without end.
 *
 * The page that shares shows its own content to nobody; it tells the others of the same meeting what it shares.
 */
export class Mirror {
  /** What is shared would be seen in itself here. */
  readonly isCaught = computed(() => this.#isCaught());
  readonly #page = newRef();
  readonly #options: MirrorOptions;
  readonly #surfaces: Signal<ReadonlyMap<string, Surface>> = signal(new Map());
  /** The person wants to see it in any case, until the next is shared. */
  readonly #wanted = signal(false);
  #line: Line | null = null;
  #shared: MediaStreamTrack | null = null;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /** Listens to the other pages of a meeting until the returned function is called. */
  follow(meeting: string): () => void {
    const { isShared, line: open = (name) => new BroadcastChannel(name) } = this.#options;
    namePage(this.#page);
    const line = open(`mirror.${meeting}`);
    this.#line = line;
    line.onmessage = ({ data }) => this.#hear(data);
    line.postMessage({ asks: true });
    const forget = effect(() => {
      if (isShared.value) return;
      this.#surfaces.value = new Map();
      this.#wanted.value = false;
    });
    return () => {
      this.share(null);
      forget();
      line.close();
      this.#line = null;
    };
  }

  /** Tells the other pages what is shared from this one; null for no longer. */
  share(track: MediaStreamTrack | null): void {
    if (track === null && this.#shared === null) return;
    this.#shared?.removeEventListener("capturehandlechange", this.#tell);
    this.#shared = track;
    // The browser's own bar lets the person share another tab instead.
    track?.addEventListener("capturehandlechange", this.#tell);
    this.#tell();
  }

  /** The person wants to see the picture although it would repeat itself. */
  showAnyway(): void {
    this.#wanted.value = true;
  }

  readonly #tell = (): void => {
    const surface = this.#shared && surfaceOf(this.#shared);
    this.#line?.postMessage({ by: this.#page, surface });
  };

  #hear(told: Told): void {
    if ("asks" in told) {
      if (this.#shared !== null) this.#tell();
      return;
    }
    const surfaces = new Map(this.#surfaces.peek());
    const before = surfaces.get(told.by) ?? null;
    // It is told to all once more when any page asks.
    if (JSON.stringify(before) === JSON.stringify(told.surface)) return;
    if (told.surface === null) surfaces.delete(told.by);
    else surfaces.set(told.by, told.surface);
    this.#surfaces.value = surfaces;
    this.#wanted.value = false;
  }

  #isCaught(): boolean {
    const { isShared, spot = spotOf } = this.#options;
    if (!isShared.value || this.#wanted.value) return false;
    const surfaces = [...this.#surfaces.value.values()];
    return surfaces.some((surface) => isOn(surface, spot(this.#page)));
  }
}
