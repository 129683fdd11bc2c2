import type { Typed } from "../../../plan/typed";
import { inTab } from "../../../stored";

/** What was typed and not saved, and the version of the plan it was typed into. */
interface Kept {
  readonly version: number;
  readonly typed: Typed;
}

/** A draft that outlives a reload and a login that has run out; "" is that of a new meeting. */
export function keptDraft(meeting: string) {
  const stored = inTab(`plan.${meeting}`);
  return {
    get(): Kept | null {
      const text = stored.get();
      // Only this page writes it.
      return text === null ? null : (JSON.parse(text) as Kept);
    },
    set(kept: Kept | null): void {
      stored.set(kept && JSON.stringify(kept));
    },
  };
}
