import { expect, test } from "vitest";
import { type Sender, TrackSlot } from "./track-slot";

/** Changes its track only when the promise resolves, as browsers do. */
class SlowSender implements Sender {
  track: MediaStreamTrack | null = null;

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.track = track;
  }
}

test("the last wish counts, however fast they follow each other", async () => {
  const sender = new SlowSender();
  const slot = new TrackSlot(sender);
  const voice = { kind: "audio" } as MediaStreamTrack;
  await slot.put(voice);
  void slot.put(null);
  await slot.put(voice);
  expect(sender.track).toBe(voice);
});

test("a change that fails does not stop those after it", async () => {
  const sender = new SlowSender();
  const slot = new TrackSlot(sender);
  const broken = { kind: "video" } as MediaStreamTrack;
  const voice = { kind: "audio" } as MediaStreamTrack;
  const { replaceTrack } = sender;
  sender.replaceTrack = (track) =>
    track === broken ? Promise.reject(new TypeError("kind")) : replaceTrack.call(sender, track);
  await expect(slot.put(broken)).rejects.toThrow("kind");
  await slot.put(voice);
  expect(sender.track).toBe(voice);
});
