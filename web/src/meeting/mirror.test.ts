import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import { Mirror } from "./mirror";

/** Pages of one browser that hear each other at once, and never themselves. */
class Wire {
  readonly #lines = new Set<{ onmessage: ((event: MessageEvent) => void) | null }>();

  open() {
    const lines = this.#lines;
    const line = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage(data: unknown) {
        for (const other of lines) {
          if (other !== line) other.onmessage?.(new MessageEvent("message", { data }));
        }
      },
      close: () => lines.delete(line),
    };
    lines.add(line);
    return line;
  }
}

/** A captured screen or tab, of which the browser may later share another one. */
class Track extends EventTarget {
  constructor(
    readonly kind: string,
    public handle: string | null = null,
  ) {
    super();
  }

  getSettings() {
    return { displaySurface: this.kind, width: 1920, height: 1080 };
  }

  getCaptureHandle() {
    return this.handle === null ? null : { handle: this.handle };
  }

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

const names: string[] = [];

beforeEach(() => {
  names.length = 0;
  const mediaDevices = {
    setCaptureHandleConfig: ({ handle }: { handle: string }) => names.push(handle),
  };
  vi.stubGlobal("navigator", { mediaDevices });
  vi.stubGlobal("location", { origin: "https://hop.vn" });
});

function page(wire: Wire, size: readonly [number, number] = [1920, 1080]) {
  const isShared = signal(true);
  const mirror = new Mirror({
    isShared,
    line: () => wire.open() as never,
    spot: (name) => ({ page: name, window: size, screen: size }),
  });
  return { mirror, isShared, stop: mirror.follow("demo"), name: names.at(-1) ?? "" };
}

test("a console on a screen that another page shares does not show itself, until that ends", () => {
  const wire = new Wire();
  const [room, console_] = [page(wire), page(wire)];
  room.mirror.share(new Track("monitor").asTrack());
  expect(console_.mirror.isCaught.value).toBe(true);
  expect(room.mirror.isCaught.value, "who shares shows nobody's content").toBe(false);
  room.mirror.share(null);
  expect(console_.mirror.isCaught.value).toBe(false);
});

test("a page that is opened later asks, and one that closes says so", () => {
  const wire = new Wire();
  const room = page(wire);
  room.mirror.share(new Track("monitor").asTrack());
  const late = page(wire);
  expect(late.mirror.isCaught.value).toBe(true);
  room.stop();
  expect(late.mirror.isCaught.value).toBe(false);
});

test("nothing is hidden of what has ended, though its page died without a word", () => {
  const wire = new Wire();
  const [room, console_] = [page(wire), page(wire)];
  room.mirror.share(new Track("monitor").asTrack());
  console_.isShared.value = false;
  console_.isShared.value = true;
  expect(console_.mirror.isCaught.value).toBe(false);
});

test("of tabs it is the shared one alone, also when the browser's bar shares another instead", () => {
  const wire = new Wire();
  const [room, console_, screen] = [page(wire), page(wire), page(wire)];
  const track = new Track("browser", console_.name);
  room.mirror.share(track.asTrack());
  expect(console_.mirror.isCaught.value).toBe(true);
  expect(screen.mirror.isCaught.value).toBe(false);
  track.handle = screen.name;
  track.dispatchEvent(new Event("capturehandlechange"));
  expect(console_.mirror.isCaught.value).toBe(false);
  expect(screen.mirror.isCaught.value).toBe(true);
});

test("who wants to see it sees it, until the next is shared", () => {
  const wire = new Wire();
  const [room, console_] = [page(wire), page(wire)];
  room.mirror.share(new Track("monitor").asTrack());
  console_.mirror.showAnyway();
  expect(console_.mirror.isCaught.value).toBe(false);
  expect(page(wire).mirror.isCaught.value, "a page that is opened meanwhile").toBe(true);
  expect(console_.mirror.isCaught.value).toBe(false);
  room.mirror.share(null);
  room.mirror.share(new Track("monitor").asTrack());
  expect(console_.mirror.isCaught.value).toBe(true);
});
