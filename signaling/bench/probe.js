// Looks at a meeting room from inside the page, for `signaling.bench.room`. It runs before the page's own
// scripts, leaves what they do as it is, and keeps what it saw in `window.__probe`.
//
// All times are milliseconds since 1970 by the monotonic clock, the same in all pages of one browser.

(() => {
  const PICTURE = "[data-testid='picture']";
  const ENTER = "[data-testid='enter']";

  /** Where the number is in a numbered picture: see signaling/demo/testcard.py. */
  const CODE = { rows: 3, columns: 8, left: 0.18, top: 0.3, width: 0.64, height: 0.36 };
  const BITS = 16;
  const LOOK = { width: 160, height: 90 };

  /** A sound that is louder than this, of 1, after at least this long below it, is a beep. */
  const LOUD = 0.05;
  const QUIET_MS = 150;
  const BLOCKS_KEPT = 100;

  const now = () => performance.timeOrigin + performance.now();

  const probe = {
    /** When things happened first, by name. */
    marks: {},
    /** The phases of the page's media session and when each began. */
    phases: [],
    /** When each mixed picture was shown. */
    shown: [],
    /** The picture's delays from camera to screen, and when each number was found. */
    delays: [],
    found: [],
    /** When beeps were said, and when they were heard. */
    said: [],
    heard: [],
    peers: [],
    /** The address of the media session. */
    session: null,
    now,
  };
  window.__probe = probe;

  const mark = (name) => {
    probe.marks[name] ??= now();
  };

  // -- Numbers in pictures ---------------------------------------------------------------------

  function checksum(number) {
    let crc = 0xff;
    for (const byte of [number >> 8, number & 0xff]) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) {
        crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff;
      }
    }
    return crc;
  }

  function reader() {
    const canvas = new OffscreenCanvas(LOOK.width, LOOK.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const bright = (pixels, x, y) => {
      let sum = 0;
      for (let row = y - 1; row <= y + 1; row += 1) {
        for (let column = x - 1; column <= x + 1; column += 1) {
          sum += pixels[(row * LOOK.width + column) * 4 + 1];
        }
      }
      return sum / 9 > 128;
    };
    /** The number in a part of a picture; null where there is none. */
    return (source, { x, y, w, h }) => {
      context.drawImage(source, x, y, w, h, 0, 0, LOOK.width, LOOK.height);
      const pixels = context.getImageData(0, 0, LOOK.width, LOOK.height).data;
      let bits = 0;
      for (let row = 0; row < CODE.rows; row += 1) {
        for (let column = 0; column < CODE.columns; column += 1) {
          const x = LOOK.width * (CODE.left + (CODE.width * (column + 0.5)) / CODE.columns);
          const y = LOOK.height * (CODE.top + (CODE.height * (row + 0.5)) / CODE.rows);
          bits = (bits << 1) | Number(bright(pixels, Math.floor(x), Math.floor(y)));
        }
      }
      const number = bits >> (CODE.rows * CODE.columns - BITS);
      return checksum(number) === (bits & 0xff) ? number : null;
    };
  }

  // -- The camera and the microphone -----------------------------------------------------------

  /** When each number was last taken by the camera. */
  const taken = new Map();

  async function watchCamera(track) {
    const read = reader();
    const frames = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (;;) {
      const { value: frame, done } = await frames.read();
      if (done) return;
      const at = now();
      const number = read(frame, { x: 0, y: 0, w: frame.displayWidth, h: frame.displayHeight });
      frame.close();
      if (number !== null) taken.set(number, at);
    }
  }

  /**
   * Notes when beeps begin, by the blocks of 10 ms in which a track is recorded or played: a tap of an audio
   * context has a queue of its own, which hid up to a tenth of a second. A block comes late when the page is
   * busy, never early: of those of the last second the earliest says what their clock is.
   */
  async function listen(track, beeps) {
    const blocks = new MediaStreamTrackProcessor({ track }).readable.getReader();
    const late = [];
    let quiet = 0;
    for (;;) {
      const { value: block, done } = await blocks.read();
      if (done) return;
      const { timestamp, duration, numberOfFrames } = block;
      const samples = new Float32Array(numberOfFrames);
      late.push(now() - (timestamp + duration) / 1000);
      if (late.length > BLOCKS_KEPT) late.shift();
      block.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      block.close();
      const begin = timestamp / 1000 + Math.min(...late);
      const long = duration / 1000 / numberOfFrames;
      for (let i = 0; i < numberOfFrames; i += 1) {
        quiet += long;
        if (Math.abs(samples[i]) < LOUD) continue;
        if (quiet > QUIET_MS) beeps.push(begin + i * long);
        quiet = 0;
      }
    }
  }

  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    // What cleans up speech takes a beep for noise.
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const audio = wanted.audio && { ...(wanted.audio === true ? {} : wanted.audio), ...raw };
    const stream = await open(wanted.audio ? { ...wanted, audio } : wanted);
    for (const track of stream.getVideoTracks()) void watchCamera(track.clone());
    for (const track of stream.getAudioTracks()) void listen(track.clone(), probe.said);
    return stream;
  };

  // -- The connection --------------------------------------------------------------------------

  /** Where media is to go instead of to the server: "host port". */
  const relay = window.__relay ?? null;
  const CANDIDATE = /^(a=candidate:\S+ \d+ udp \d+) \S+ \d+ /gim;

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      probe.peers.push(this);
      this.addEventListener("iceconnectionstatechange", () =>
        mark(`ice ${this.iceConnectionState}`),
      );
      this.addEventListener("connectionstatechange", () => mark(`peer ${this.connectionState}`));
    }

    async setLocalDescription(...args) {
      await super.setLocalDescription(...args);
      mark("offered");
    }

    async setRemoteDescription(description, ...rest) {
      mark("answered");
      const sdp = relay ? description.sdp.replace(CANDIDATE, `$1 ${relay} `) : description.sdp;
      await super.setRemoteDescription({ type: description.type, sdp }, ...rest);
    }
  };

  const send = window.fetch;
  window.fetch = async (url, init) => {
    const response = await send(url, init);
    const location = response.headers.get("Location");
    if (location !== null) probe.session = location;
    return response;
  };

  // -- What is shown ---------------------------------------------------------------------------

  document.addEventListener(
    "click",
    (event) => {
      if (event.target instanceof Element && event.target.closest(ENTER)) mark("clicked");
    },
    { capture: true },
  );

  const watched = new WeakSet();
  const read = reader();
  let last = null;

  /** The number that is new in the tile; a tile is a part of the picture, whose size may change. */
  function look(video) {
    const { videoWidth: width, videoHeight: height } = video;
    const { tile } = probe;
    if (!tile || !width) return null;
    const { x, y, w, h } = tile;
    const number = read(video, { x: x * width, y: y * height, w: w * width, h: h * height });
    return number === last ? null : number;
  }

  function watchPicture(video) {
    watched.add(video);
    const step = (_, { expectedDisplayTime }) => {
      mark("shown");
      const at = performance.timeOrigin + expectedDisplayTime;
      probe.shown.push(at);
      const number = look(video);
      if (number !== null) {
        last = number;
        const delay = at - (taken.get(number) ?? 0);
        if (delay > 0 && delay < 2_000) {
          probe.delays.push(delay);
          probe.found.push(at);
        }
      }
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
  }

  /** Hears what the picture's element plays. */
  probe.hear = () => {
    const video = document.querySelector(PICTURE);
    void listen(video.srcObject.getAudioTracks()[0].clone(), probe.heard);
  };

  let phase = null;
  setInterval(() => {
    const video = document.querySelector(PICTURE);
    if (video && !watched.has(video)) watchPicture(video);
    const state = window.__diemcau?.state?.media ?? null;
    if (state === phase) return;
    phase = state;
    probe.phases.push([state, now()]);
  }, 5);
})();
