/**
 * Small values that outlive a reload. Browsers may refuse storage (private windows, policies);
 * then the page forgets, and works.
 */
class Stored {
  readonly #store: () => Storage;
  readonly #key: string;

  constructor(store: () => Storage, key: string) {
    this.#store = store;
    this.#key = `diemcau.${key}`;
  }

  get(): string | null {
    try {
      return this.#store().getItem(this.#key);
    } catch {
      return null;
    }
  }

  set(value: string | null): void {
    try {
      if (value === null) this.#store().removeItem(this.#key);
      else this.#store().setItem(this.#key, value);
    } catch {
      // Full or forbidden: the value lives as long as the page.
    }
  }
}

/** Remembered for this tab only. */
export const inTab = (key: string) => new Stored(() => sessionStorage, key);

/** Remembered on this computer. */
export const onComputer = (key: string) => new Stored(() => localStorage, key);
