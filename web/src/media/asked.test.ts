import { expect, test } from "vitest";
import { type Encoding, encodingFor, Steering } from "./asked";

const TILE = { width: 480, height: 270, fps: 25, kbps: 350 };
const HD = { width: 1280, height: 720 };

test("a picture is scaled down to what its tile shows, and never up", () => {
  expect(encodingFor(TILE, { width: 960, height: 540 })).toEqual({
    active: true,
    scaleResolutionDownBy: 2,
    maxFramerate: 25,
    maxBitrate: 350_000,
  });
  expect(encodingFor(TILE, { width: 320, height: 180 }).scaleResolutionDownBy).toBe(1);
});

test("a picture of another shape fits whole", () => {
  expect(encodingFor(TILE, { width: 640, height: 480 }).scaleResolutionDownBy).toBeCloseTo(
    480 / 270,
  );
  expect(encodingFor(TILE, { width: 540, height: 960 }).scaleResolutionDownBy).toBeCloseTo(
    960 / 270,
  );
});

test("where nothing is asked for nothing is sent", () => {
  expect(encodingFor(null, HD)).toEqual({ active: false });
});

/** A sender as browsers have it: parameters may be set once for each time they were got. */
class Sender {
  encoding: Encoding = { active: true };
  track = { getSettings: () => HD };
  sets = 0;
  #got = false;

  getParameters() {
    this.#got = true;
    return { encodings: [{ ...this.encoding }] };
  }

  async setParameters({ encodings }: { encodings: Encoding[] }): Promise<void> {
    if (!this.#got) throw new DOMException("not got before", "InvalidStateError");
    this.#got = false;
    await Promise.resolve();
    this.encoding = encodings[0] ?? this.encoding;
    this.sets += 1;
  }
}

test("asks that come together are carried out in order, and the last one stays", async () => {
  const sender = new Sender();
  const steering = new Steering(sender as unknown as RTCRtpSender);
  await Promise.all([steering.ask(TILE), steering.ask(null), steering.ask(TILE)]);
  expect(sender.encoding.scaleResolutionDownBy).toBeCloseTo(1280 / 480);
  expect(sender.encoding.active).toBe(true);
  const { sets } = sender;
  await steering.steer();
  expect(sender.sets).toBe(sets);
  await steering.ask(null);
  expect(sender.encoding.active).toBe(false);
});

test("a sender that is closed harms nobody", async () => {
  const sender = new Sender();
  sender.setParameters = () => Promise.reject(new DOMException("closed", "InvalidStateError"));
  const steering = new Steering(sender as unknown as RTCRtpSender);
  await expect(steering.ask(TILE)).resolves.toBeUndefined();
});
