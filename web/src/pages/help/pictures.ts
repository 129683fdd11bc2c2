import type { Role } from "./ways";

/** Made by `make help-pictures`: a walk through the product in a real browser. */
const FILES = import.meta.glob<string>("./pictures/*.webp", {
  eager: true,
  query: "?url",
  import: "default",
});

/** Pixels of every picture. */
export const PICTURE = { width: 800, height: 450 } as const;

/** The address of a step's picture; null where the words are enough. */
export function pictureOf(role: Role, step: string): string | null {
  return FILES[`./pictures/${role}-${step}.webp`] ?? null;
}
