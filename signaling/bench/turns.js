// Times page turns of shared content from inside the pages, for `signaling.bench.turns`.
//
// All times are milliseconds since 1970 by the monotonic clock, the same in all pages of one browser.

(() => {
  const CONTENT = "[data-testid='content']";

  /** The part in the middle of a page that is looked at, at full size. */
  const CUT = { width: 640, height: 360 };

  /** Likeness of edges to the page that has settled from which letters of 15 pixels are clear. */
  const SHARP = 0.8;

  /** Likeness to the page before, below which something has changed. */
  const CHANGED = 0.5;

  /** Likeness of two looks, this long apart, from which a page gets no sharper. */
  const STILL = 0.99;
  const APART_MS = 2000;

  const now = () => performance.timeOrigin + performance.now();
  const context = new OffscreenCanvas(CUT.width, CUT.height).getContext("2d", {
    willReadFrequently: true,
  });

  /** The edges of what is shown, which is nothing but letters: a Laplacian of the green. */
  function edges(video) {
    const { width, height } = CUT;
    const left = Math.floor((video.videoWidth - width) / 2);
    const top = Math.floor((video.videoHeight - height) / 2);
    context.drawImage(video, left, top, width, height, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const found = new Float32Array((width - 2) * (height - 2));
    let place = 0;
    for (let row = 1; row < height - 1; row += 1) {
      for (let column = 1; column < width - 1; column += 1) {
        const at = (row * width + column) * 4 + 1;
        const beside = data[at - 4] + data[at + 4] + data[at - 4 * width] + data[at + 4 * width];
        found[place] = 4 * data[at] - beside;
        place += 1;
      }
    }
    return found;
  }

  /** The correlation of two maps of edges, -1 to 1; their mean is 0 as near as matters. */
  function likeness(one, other) {
    let both = 0;
    let own = 1e-9;
    let others = 1e-9;
    for (let n = 0; n < one.length; n += 1) {
      both += one[n] * other[n];
      own += one[n] * one[n];
      others += other[n] * other[n];
    }
    return both / Math.sqrt(own * others);
  }

  const settled = new Map();
  const turns = {
    /** In the page that is shared: show the page of a number; returns when. */
    turn(number) {
      for (const page of document.querySelectorAll("section")) {
        page.hidden = page.id !== `page-${number}`;
      }
      return now();
    },

    /** In the room of one who reads: what is shown now is the page of a number, settled. */
    keep(number) {
      const video = document.querySelector(CONTENT);
      settled.set(number, edges(video));
      return [video.videoWidth, video.videoHeight];
    },

    /** In the same room: whether another page than that of a number has come and gets no sharper. */
    async still(before) {
      const video = document.querySelector(CONTENT);
      const one = edges(video);
      await new Promise((done) => setTimeout(done, APART_MS));
      const other = edges(video);
      const gone = !settled.has(before) || likeness(other, settled.get(before)) < CHANGED;
      return gone && likeness(one, other) >= STILL;
    },

    /** What is seen of the turn that is waited for. */
    seen: { changed: null, sharp: null },

    /** In the same room: look out for the page of a number, after that of another. */
    expect(before, number) {
      turns.seen = { changed: null, sharp: null };
      const { seen } = turns;
      const video = document.querySelector(CONTENT);
      const look = (_, { expectedDisplayTime }) => {
        if (seen !== turns.seen) return;
        const found = edges(video);
        const at = performance.timeOrigin + expectedDisplayTime;
        if (likeness(found, settled.get(before)) < CHANGED) seen.changed ??= at;
        if (seen.changed && likeness(found, settled.get(number)) >= SHARP) seen.sharp = at;
        else video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    },
  };
  window.__turns = turns;
})();
