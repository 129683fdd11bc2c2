import { signal } from "@preact/signals";
import type { Texts } from "../i18n";

/** A short sentence that comes up and can be put away. Problems are read out at once, news when there is time. */
export interface Notice {
  readonly id: number;
  readonly kind: "news" | "problem";
  readonly say: (texts: Texts) => string;
}

const SHOWN = 3;
const NEWS_MS = 6_000;
const PROBLEM_MS = 20_000;

export const notices = signal<readonly Notice[]>([]);
let next = 0;

export function notify(kind: Notice["kind"], say: Notice["say"]): void {
  const id = next++;
  notices.value = [...notices.peek(), { id, kind, say }].slice(-SHOWN);
  window.setTimeout(() => dismiss(id), kind === "news" ? NEWS_MS : PROBLEM_MS);
}

/** What was said in a meeting is not said after it. */
export function dismissAll(): void {
  notices.value = [];
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}
