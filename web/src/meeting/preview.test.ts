import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Scene } from "../protocol";
import { Preview } from "./preview";

/** A server that draws when it is told to. */
class Studio {
  readonly asked: string[] = [];
  readonly #done: ((picture: Blob | null) => void)[] = [];

  readonly draw = (scene: Scene) => {
    this.asked.push(scene.ticker ?? "");
    return new Promise<Blob>((resolve, reject) => {
      this.#done.push((picture) => (picture ? resolve(picture) : reject(new Error("no picture"))));
    });
  };

  async answers(picture: Blob | null = new Blob()): Promise<void> {
    this.#done.shift()?.(picture);
    await vi.advanceTimersByTimeAsync(0);
  }
}

const typed = (ticker: string): Scene => ({ ticker });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("of what is typed while the server draws, only the last is drawn", async () => {
  const studio = new Studio();
  const preview = new Preview(
    studio.draw,
    () => true,
    () => false,
  );
  for (const text of ["K", "Kỳ", "Kỳ h", "Kỳ họp"]) preview.want(typed(text));
  expect(studio.asked).toEqual(["K"]);
  await studio.answers();
  expect(preview.drawn.value).toMatchObject({ scene: { ticker: "K" } });
  expect(studio.asked).toEqual(["K", "Kỳ họp"]);
  await studio.answers();
  expect(preview.drawn.value).toMatchObject({ scene: { ticker: "Kỳ họp" } });
  preview.stop();
});

test("a scene at rest is drawn once a second, and not while nobody sees it", async () => {
  const studio = new Studio();
  let isSeen = true;
  const preview = new Preview(
    studio.draw,
    () => isSeen,
    () => false,
  );
  preview.want(typed("a"));
  await studio.answers();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(studio.asked).toHaveLength(2);
  await studio.answers();
  isSeen = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(studio.asked).toHaveLength(2);
  isSeen = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(studio.asked).toHaveLength(3);
  preview.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(studio.asked).toHaveLength(3);
});

test("where there is no picture, none is shown; an impossible scene is not asked for", async () => {
  const studio = new Studio();
  const preview = new Preview(
    studio.draw,
    () => true,
    () => false,
  );
  preview.want(typed("a"));
  expect(preview.drawn.value).toBeNull();
  await studio.answers();
  preview.want(null);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(studio.asked).toHaveLength(1);
  preview.want(typed("b"));
  await studio.answers(null);
  expect(preview.drawn.value).toBe("none");
  preview.stop();
});

test("a scene that is on air is looked at now and then", async () => {
  const studio = new Studio();
  const preview = new Preview(
    studio.draw,
    () => true,
    ({ ticker }) => ticker === "a",
  );
  preview.want(typed("a"));
  await studio.answers();
  await vi.advanceTimersByTimeAsync(14_000);
  expect(studio.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(studio.asked).toHaveLength(2);
  await studio.answers(null);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(studio.asked, "and soon where there is no picture").toHaveLength(3);
  preview.stop();
});
