import { computed, effect, type Signal, signal } from "@preact/signals";
import { bearer, json, request } from "../api";
import type { EvidenceInfo, EvidenceList, Scene, ServerEntryTold } from "../protocol";
import type { Why } from "./ledger";

/** Lines of the log come one for each point: the list is asked for once they have all come. */
const SETTLED_MS = 400;
const KEPT = "roll.evidence";

/** What pictures need of the console's connection to the meeting. */
interface PicturesOwner {
  readonly meeting: string;
  readonly token: string;
  readonly entries: Signal<readonly ServerEntryTold[]>;
  refuse(place: string, why: Why): void;
}

/** Stills of points: as they are now, and as they were kept at a roll call. */
export class Pictures {
  /** The newest still that was kept of each point. */
  readonly kept: Signal<ReadonlyMap<string, EvidenceInfo>> = signal(new Map());
  /** Stills are being kept: that waits for the pictures of points that nobody sees. */
  readonly isKeeping = signal(false);
  readonly #owner: PicturesOwner;
  readonly #newest = computed(() => this.#owner.entries.value.findLast((one) => one.what === KEPT));

  constructor(owner: PicturesOwner) {
    this.#owner = owner;
  }

  /** Knows what is kept, until the returned function is called. */
  follow(): () => void {
    let timer = 0;
    const stop = effect(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void this.#ask("GET"), this.#newest.value ? SETTLED_MS : 0);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }

  /** A still of a point's camera as it is. Rejects where there is none. */
  live(point: string, signal: AbortSignal): Promise<Blob> {
    return this.#blob(`points/${encodeURIComponent(point)}/still.jpg`, signal);
  }

  /** How a scene would look now. Rejects where nobody is there to be seen. */
  preview(scene: Scene, signal: AbortSignal): Promise<Blob> {
    return this.#blob("scene/preview.jpg", signal, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(scene),
    });
  }

  /** A still that was kept. */
  evidence(file: string, signal: AbortSignal): Promise<Blob> {
    return this.#blob(`evidence/${encodeURIComponent(file)}`, signal);
  }

  /** Keeps a still of each point that is here. */
  async keep(): Promise<void> {
    if (this.isKeeping.peek()) return;
    this.isKeeping.value = true;
    if (!(await this.#ask("POST"))) this.#owner.refuse("roll", "unlinked");
    this.isKeeping.value = false;
  }

  /** Whether the answer has come; those who may not call the roll are told of no stills. */
  async #ask(method: "GET" | "POST"): Promise<boolean> {
    const headers = bearer(this.#owner.token);
    try {
      const { evidence } = await json<EvidenceList>(this.#url("evidence"), { method, headers });
      this.kept.value = new Map(evidence.map((one) => [one.point, one]));
      return true;
    } catch {
      return false;
    }
  }

  async #blob(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Blob> {
    const response = await request(this.#url(path), {
      ...init,
      headers: { ...init.headers, ...bearer(this.#owner.token) },
      signal,
    });
    return response.blob();
  }

  #url(path: string): string {
    return `/api/meetings/${encodeURIComponent(this.#owner.meeting)}/${path}`;
  }
}
