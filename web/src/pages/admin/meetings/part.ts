import type { Typed } from "../../../plan/typed";

/** What every part of the editor gets: the plan as it was typed, and what is wrong with a field. */
export interface PartProps {
  typed: Typed;
  set: (change: Partial<Typed>) => void;
  fault: (field: string) => string | undefined;
}
