import { inTab } from "./stored";

/**
 * The join token of a meeting, kept in the tab so that a reload of the room comes back by itself.
 * The room's address never carries it: addresses are shown on shared screens and kept in histories.
 */
export function keepToken(meeting: string, token: string | null): void {
  inTab(`token.${meeting}`).set(token);
}

export function keptToken(meeting: string): string | null {
  return inTab(`token.${meeting}`).get();
}
