"""What a page shows and plays, taken out of it: pictures, sound and counters.

The probes know nothing of the page but its media elements; connections are found because
`WATCH_PEERS` runs before the page's own scripts and keeps every RTCPeerConnection.
"""

import asyncio
import base64
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE
from tests.browser.browser import Page, decode_png
from tests.clips import Rgb
from tests.patience import PATIENCE

WATCH_PEERS = """
{
  const Native = window.RTCPeerConnection;
  window.__peers = [];
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      window.__peers.push(this);
    }
  };
}
"""

_PICTURE = """
(selector) => {
  const video = document.querySelector(selector);
  if (!video?.videoWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}
"""

# A ScriptProcessor and no AudioWorklet: a worklet needs a module, which a page's security policy
# may rightly refuse to load. What it hears goes nowhere, so the page itself stays as loud as it is.
_SOUND = """
async (selector, seconds, rate) => {
  const stream = document.querySelector(selector).srcObject;
  const context = new AudioContext({ sampleRate: rate });
  await context.resume();
  const source = context.createMediaStreamSource(new MediaStream(stream.getAudioTracks()));
  const tap = context.createScriptProcessor(4096, 1, 1);
  const wanted = Math.round(seconds * rate);
  const heard = new Int16Array(wanted);
  let filled = -rate / 2; // a new context begins with silence
  await new Promise((done) => {
    tap.onaudioprocess = ({ inputBuffer }) => {
      const samples = inputBuffer.getChannelData(0);
      for (let i = 0; i < samples.length && filled < wanted; i += 1, filled += 1) {
        if (filled >= 0) heard[filled] = Math.max(-1, Math.min(1, samples[i])) * 32767;
      }
      if (filled >= wanted) done();
    };
    source.connect(tap).connect(context.destination);
  });
  await context.close();
  const bytes = new Uint8Array(heard.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(text);
}
"""

_STATS = """
async () => {
  const live = window.__peers.filter((peer) => peer.connectionState !== "closed");
  const reports = [];
  for (const peer of live) reports.push(...(await peer.getStats()).values());
  const sum = (type, kind, name) =>
    reports
      .filter((one) => one.type === type && one.kind === kind)
      .reduce((total, one) => total + (one[name] ?? 0), 0);
  return {
    connections: live.length,
    states: live.map((peer) => peer.connectionState),
    frames_decoded: sum("inbound-rtp", "video", "framesDecoded"),
    frames_dropped: sum("inbound-rtp", "video", "framesDropped"),
    freezes: sum("inbound-rtp", "video", "freezeCount"),
    keyframe_requests: sum("inbound-rtp", "video", "pliCount"),
    frames_sent: sum("outbound-rtp", "video", "framesSent"),
    bytes_received:
      sum("inbound-rtp", "video", "bytesReceived") + sum("inbound-rtp", "audio", "bytesReceived"),
    audio_packets: sum("inbound-rtp", "audio", "packetsReceived"),
    audio_lost: sum("inbound-rtp", "audio", "packetsLost"),
    concealed: sum("inbound-rtp", "audio", "concealedSamples"),
    samples: sum("inbound-rtp", "audio", "totalSamplesReceived"),
  };
}
"""


@dataclass(frozen=True, slots=True)
class Stats:
    """Counters summed over the page's living connections (names as in W3C webrtc-stats)."""

    connections: int
    states: list[str]
    frames_decoded: int
    frames_dropped: int
    freezes: int
    keyframe_requests: int
    frames_sent: int
    bytes_received: int
    audio_packets: int
    audio_lost: int
    concealed: int
    samples: int


async def picture(page: Page, selector: str = "video", *, timeout: float = PATIENCE) -> Rgb:
    """Return the frame that a <video> shows now, in the size of the stream."""
    png = await page.wait_for(_PICTURE, selector, timeout=timeout)
    return await asyncio.to_thread(decode_png, base64.b64decode(png))


async def sound(page: Page, seconds: float, selector: str = "video") -> NDArray[np.float64]:
    """Record what the stream of a media element plays: mono, −1…1, at 48 kHz."""
    text = await page.evaluate(_SOUND, selector, seconds, SAMPLE_RATE, timeout=seconds + PATIENCE)
    return np.frombuffer(base64.b64decode(text), np.int16).astype(np.float64) / 32768


async def stats(page: Page) -> Stats:
    """Sum the counters of the page's connections."""
    return Stats(**await page.evaluate(_STATS))
