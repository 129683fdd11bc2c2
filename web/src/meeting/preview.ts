import { type Signal, signal } from "@preact/signals";
import type { Scene } from "../protocol";

/** Of stills: drawn more often, a scene would look the same. */
const AGAIN_MS = 1_000;
/** A scene that is on air is seen there; one that is left in the preview for hours costs next to nothing. */
const ON_AIR_MS = 15_000;

/** A picture of a scene, as the address of an image. */
export interface Drawn {
  readonly scene: Scene;
  readonly url: string;
}

type Draw = (scene: Scene, gone: AbortSignal) => Promise<Blob>;

/**
 * How a scene that is being composed would look: the newest one, at the server's pace. While one is drawn none is asked
 * for, so that who types a line of text asks for a few of its states and for the last.
 */
export class Preview {
  /** The newest picture, which may be of an older wish; "none" where the server has none, null until it has answered. */
  readonly drawn: Signal<Drawn | "none" | null> = signal(null);
  readonly #draw: Draw;
  readonly #isSeen: () => boolean;
  readonly #isOnAir: (scene: Scene) => boolean;
  readonly #gone = new AbortController();
  #wanted: Scene | null = null;
  #isDrawing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What nobody sees is not drawn again and again. */
  constructor(draw: Draw, isSeen: () => boolean, isOnAir: (scene: Scene) => boolean) {
    this.#draw = draw;
    this.#isSeen = isSeen;
    this.#isOnAir = isOnAir;
  }

  /** Draws this scene from now on, or none. */
  want(scene: Scene | null): void {
    this.#wanted = scene;
    if (!this.#isDrawing) void this.#follow();
  }

  stop(): void {
    this.#gone.abort();
    clearTimeout(this.#timer);
    this.#show(null);
  }

  async #follow(): Promise<void> {
    clearTimeout(this.#timer);
    let scene = this.#wanted;
    this.#isDrawing = true;
    while (scene !== null && !this.#gone.signal.aborted) {
      await this.#drawOne(scene);
      if (this.#wanted === scene) break;
      scene = this.#wanted;
    }
    this.#isDrawing = false;
    if (scene === null || this.#gone.signal.aborted) return;
    const rests = this.drawn.peek() !== "none" && this.#isOnAir(scene);
    this.#timer = setTimeout(() => this.#later(), rests ? ON_AIR_MS : AGAIN_MS);
  }

  #later(): void {
    if (this.#isSeen()) void this.#follow();
    else this.#timer = setTimeout(() => this.#later(), AGAIN_MS);
  }

  async #drawOne(scene: Scene): Promise<void> {
    try {
      const picture = await this.#draw(scene, this.#gone.signal);
      if (!this.#gone.signal.aborted) this.#show({ scene, url: URL.createObjectURL(picture) });
    } catch {
      // No picture is not an old one.
      if (!this.#gone.signal.aborted) this.#show("none");
    }
  }

  #show(next: Drawn | "none" | null): void {
    const before = this.drawn.peek();
    if (before !== null && before !== "none") URL.revokeObjectURL(before.url);
    this.drawn.value = next;
  }
}
