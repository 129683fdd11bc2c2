// Looks and listens to a shared film from inside the room of one who watches it, for `signaling.bench.film`.
//
// All times are milliseconds since 1970 by the monotonic clock, the same in all pages of one browser.

(() => {
  const CONTENT = "[data-testid='content']";
  const PICTURE = "[data-testid='picture']";

  /** Samples (5 ms) that are looked at at once for the beep. */
  const PIECE = 240;
  const BLOCKS_KEPT = 100;
  const BRIGHT = 128;

  const now = () => performance.timeOrigin + performance.now();

  const film = {
    /** When each picture was due on the screen, and its rows. */
    shown: [],
    rows: [],
    /** When the mark became bright, and when beeps began. */
    saw: [],
    heard: [],
    /** The content's bytes so far. */
    bytes: 0,

    /** Begins: `mark` is where the film flashes, in parts of it; `hz` and `least` tell its beep. */
    watch({ mark, hz, least }) {
      const video = document.querySelector(CONTENT);
      look(video, mark);
      const [track] = document.querySelector(PICTURE).srcObject.getAudioTracks();
      void listen(track.clone(), hz, least);
    },

    /** Counts the content's bytes anew. */
    async count() {
      const report = await window.__probe.peers.at(-1).getTransceivers()[2].receiver.getStats();
      for (const one of report.values()) {
        if (one.type === "inbound-rtp") film.bytes = one.bytesReceived;
      }
      return film.bytes;
    },
  };
  window.__film = film;

  function look(video, mark) {
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    let bright = true;
    const step = (_, { expectedDisplayTime, width, height }) => {
      const at = performance.timeOrigin + expectedDisplayTime;
      film.shown.push(at);
      film.rows.push(height);
      context.drawImage(
        video,
        mark.x * width,
        mark.y * height,
        mark.w * width,
        mark.h * height,
        0,
        0,
        1,
        1,
      );
      const before = bright;
      bright = context.getImageData(0, 0, 1, 1).data[1] > BRIGHT;
      if (bright && !before) film.saw.push(at);
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
  }

  /** As in probe.js: of the blocks of the last second the earliest says what their clock is. */
  async function listen(track, hz, least) {
    const blocks = new MediaStreamTrackProcessor({ track }).readable.getReader();
    const late = [];
    let loud = true;
    for (;;) {
      const { value: block, done } = await blocks.read();
      if (done) return;
      const { timestamp, duration, numberOfFrames, sampleRate } = block;
      const samples = new Float32Array(numberOfFrames);
      late.push(now() - (timestamp + duration) / 1000);
      if (late.length > BLOCKS_KEPT) late.shift();
      block.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      block.close();
      const begin = timestamp / 1000 + Math.min(...late);
      for (let at = 0; at + PIECE <= numberOfFrames; at += PIECE) {
        const before = loud;
        loud = amplitude(samples.subarray(at, at + PIECE), hz / sampleRate) > least;
        if (loud && !before) film.heard.push(begin + (at * 1000) / sampleRate);
      }
    }
  }

  /** How much of a frequency, in parts of the sampling rate, a piece of sound has. */
  function amplitude(samples, frequency) {
    let real = 0;
    let imaginary = 0;
    for (let n = 0; n < samples.length; n += 1) {
      real += samples[n] * Math.cos(2 * Math.PI * frequency * n);
      imaginary += samples[n] * Math.sin(2 * Math.PI * frequency * n);
    }
    return (2 * Math.hypot(real, imaginary)) / samples.length;
  }
})();
