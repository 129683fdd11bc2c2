// Looks at a meeting room from inside the page, for `signaling.bench.guest`. It runs before the page's own
// scripts, leaves what they do as it is, and keeps what it saw in `window.__probe`. Where a browser's devices cannot
// play files (`window.__draws`), it draws a camera and a microphone.
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
  const POLL_MS = 10;

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
    devices: null,
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

  /** Tells when a moment (s) of an audio context is; it says its own time late when the page is busy, never early. */
  function timekeeper(context) {
    const late = [];
    return (seconds) => {
      late.push(now() - context.currentTime * 1000);
      if (late.length > BLOCKS_KEPT) late.shift();
      return seconds * 1000 + Math.min(...late);
    };
  }

  /** Notes when beeps begin, as `listen`, where tracks cannot be read in blocks. */
  async function tap(track, beeps) {
    const context = new AudioContext();
    await context.resume();
    const when = timekeeper(context);
    const analyser = context.createAnalyser();
    analyser.fftSize = 32_768; // the longest there is: the page may be busy for half a second
    const silent = context.createGain();
    silent.gain.value = 0;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    analyser.connect(silent).connect(context.destination);
    const samples = new Float32Array(analyser.fftSize);
    const long = 1 / context.sampleRate;
    let seen = context.currentTime;
    let quiet = 0;
    setInterval(() => {
      const end = context.currentTime;
      const fresh = Math.min(Math.round((end - seen) / long), samples.length);
      seen = end;
      analyser.getFloatTimeDomainData(samples);
      for (let i = samples.length - fresh; i < samples.length; i += 1) {
        quiet += long * 1000;
        if (Math.abs(samples[i]) < LOUD) continue;
        if (quiet > QUIET_MS) beeps.push(when(end - (samples.length - i) * long));
        quiet = 0;
      }
      when(end);
    }, POLL_MS);
  }

  /** Draws a number as the camera of other browsers shows it: see signaling/bench/devices.py. */
  function drawNumber(context, number) {
    const { width, height } = context.canvas;
    const bits = (number << 8) | checksum(number);
    for (let at = 0; at < CODE.rows * CODE.columns; at += 1) {
      const column = at % CODE.columns;
      const row = Math.floor(at / CODE.columns);
      const left = width * (CODE.left + (CODE.width * column) / CODE.columns);
      const top = height * (CODE.top + (CODE.height * row) / CODE.rows);
      context.fillStyle = (bits >> (CODE.rows * CODE.columns - 1 - at)) & 1 ? "#fff" : "#000";
      const [right, bottom] = [CODE.width / CODE.columns, CODE.height / CODE.rows];
      context.fillRect(left, top, Math.ceil(width * right), Math.ceil(height * bottom));
    }
  }

  /** A texture that moves, under its number: a picture costs as many bits as the camera's of other browsers. */
  function drawnCamera({ width, height, fps }) {
    const texture = new OffscreenCanvas(width * 2, height);
    const grey = texture.getContext("2d");
    for (let x = 0; x < width * 2; x += 6) {
      for (let y = 0; y < height; y += 12) {
        const level = 40 + Math.floor(Math.random() * 160);
        grey.fillStyle = `rgb(${level} ${level} ${level})`;
        grey.fillRect(x, y, 6, 12);
      }
    }
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    const [track] = canvas.captureStream(fps).getVideoTracks();
    let number = 0;
    const timer = setInterval(() => {
      if (track.readyState === "ended") clearInterval(timer);
      number = (number + 1) % (1 << BITS);
      context.drawImage(texture, -((number * 2) % width), 0);
      drawNumber(context, number);
      taken.set(number, now());
    }, 1000 / fps);
    return track;
  }

  /** Silence with a beep now and then. */
  async function drawnMicrophone({ everyS, beepS, hertz, amplitude }) {
    const context = new AudioContext();
    await context.resume();
    const when = timekeeper(context);
    const { sampleRate } = context;
    const round = context.createBuffer(1, Math.round(everyS * sampleRate), sampleRate);
    const samples = round.getChannelData(0);
    for (let i = 0; i < beepS * sampleRate; i += 1) {
      samples[i] = amplitude * Math.sin((2 * Math.PI * hertz * i) / sampleRate);
    }
    const source = Object.assign(context.createBufferSource(), { buffer: round, loop: true });
    const target = context.createMediaStreamDestination();
    source.connect(target);
    let next = context.currentTime + everyS;
    source.start(next);
    const [track] = target.stream.getAudioTracks();
    const timer = setInterval(() => {
      if (track.readyState === "ended") clearInterval(timer);
      const at = when(next);
      if (context.currentTime < next) return;
      probe.said.push(at);
      next += everyS;
    }, POLL_MS);
    return track;
  }

  const draws = window.__draws ?? null;
  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia.bind(devices);

  async function openDrawn(wanted) {
    // Firefox offers all its addresses only to a page that has a device open.
    probe.devices = await open(wanted);
    const tracks = [];
    if (wanted.video) tracks.push(drawnCamera(draws.camera));
    if (wanted.audio) tracks.push(await drawnMicrophone(draws.microphone));
    return new MediaStream(tracks);
  }

  const opened = async (wanted) => {
    if (draws) return openDrawn(wanted);
    // What cleans up speech takes a beep for noise.
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const audio = wanted.audio && { ...(wanted.audio === true ? {} : wanted.audio), ...raw };
    const stream = await open(wanted.audio ? { ...wanted, audio } : wanted);
    for (const track of stream.getVideoTracks()) void watchCamera(track.clone());
    for (const track of stream.getAudioTracks()) void listen(track.clone(), probe.said);
    return stream;
  };
  // The empty page that a window begins with has none.
  if (devices) devices.getUserMedia = opened;

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
    const track = video.srcObject.getAudioTracks()[0].clone();
    void (window.MediaStreamTrackProcessor ? listen : tap)(track, probe.heard);
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
