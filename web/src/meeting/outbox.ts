import type { ChatMessage } from "../protocol";

/** Those who lead the meeting, as a line's `to`. */
export const CENTRE = "@operators";

/** A line of chat on its way: shown at once as "sending", gone when the server's echo carries its `ref`. */
export interface Outgoing {
  readonly ref: string;
  readonly text: string;
  /** Who is to read it; "" is everybody. */
  readonly to: string;
  /** The server refused it; the person may send it again. */
  readonly failed: boolean;
}

/** What remains on its way after the server has shown `chat`. */
export function unsent(
  outbox: readonly Outgoing[],
  chat: readonly ChatMessage[],
  you: string,
): readonly Outgoing[] {
  const echoed = new Set(chat.filter((line) => line.point === you).map((line) => line.ref));
  return outbox.filter((line) => !echoed.has(line.ref));
}

/** Lines come back in order, so it is the oldest one on its way that was refused. */
export function oldestFailed(outbox: readonly Outgoing[]): readonly Outgoing[] {
  const oldest = outbox.findIndex((line) => !line.failed);
  return outbox.map((line, i) => (i === oldest ? { ...line, failed: true } : line));
}

/** A name for a line, unique among our own; `crypto.randomUUID` is missing on pages without https. */
export function newRef(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
