"""Whether sound and picture of a point stay together through a meeting, by what is in them.

A beacon flashes and beeps at once, about every two seconds, and talks all the time; the clock of
its microphone is 200 ppm fast, its camera's is right. Somebody else finds both again in the mix.
"""

import asyncio
import contextlib
import statistics
from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from functools import cache
from typing import Final

import aiohttp
import av
import msgspec
import numpy as np

from mcu import clock
from mcu.audio.opus import BadPacketError, Decoder
from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, TICK_NS, Codec, Encoded, VoicePacket
from mcu.rtc.client import Client, Silent, Track
from mcu.video.layout import Rect
from signaling.bench.joining import negotiate
from signaling.bench.load import CANVAS
from signaling.bench.player import SLOT
from signaling.bench.server import MEETING, Server
from signaling.bench.trouble import FAST
from signaling.bench.witness import NS_PER_MS
from signaling.demo import encode

EVERY: Final = 2007 * NS_PER_MS
"""Nanoseconds between two signals; one may be late by half of that.

No multiple of the mixer's ticks: six signals in a row come at all phases of them, so that their
median is not that of one phase."""

LIT: Final = 200 * NS_PER_MS
CAMERA_FPS: Final = 30
"""Unlike the mixer's 25, so that pictures come at all times between two ticks."""

SIZE: Final = (640, 360)
PITCH: Final = 2000
"""Hz of the beep, in which the voices beside it have no overtone."""

BEEP: Final = 6000
"""Amplitude of the beep. A third of it, in a piece of sound, is one."""

PIECE: Final = 240
"""Samples (5 ms) that are looked at at once."""

BRIGHT: Final = 128
CLIP_S: Final = 4
SETTLE_S: Final = 2.0
"""Seconds until the layout has room for who looks."""

_WAVE = np.exp(-2j * np.pi * PITCH / SAMPLE_RATE * np.arange(PIECE))


class Beacon(Silent):
    """The point that flashes and beeps. All its frames are keyframes: flat ones are tiny."""

    def __init__(self) -> None:
        self.client = Client(handler=self, video=Codec.VP8)
        self._shown, self._said = _pictures(), _sounds()
        self.flashed: list[int] = []
        """When pictures left that were the first of a flash (ns)."""
        self.beeped: list[int] = []
        """When sound began that was the first of a beep: the packet left when it had ended."""

    async def play(self) -> None:
        """Play until cancelled."""
        shown, said = self._shown, self._said
        begin = before = picture = clock.now()
        sound = own = begin
        flash = beep = packets = 0
        async for _ in clock.ticks(SLOT):
            now = clock.now()
            own += round((now - before) * FAST)
            before = now
            number, since = divmod(now - begin, EVERY)
            lit = since < LIT
            while sound + TICK_NS <= own:
                if lit and number > beep:
                    beep = number
                    self.beeped.append(now - TICK_NS)
                self._say(said[lit][packets % len(said[lit])], sound)
                packets += 1
                sound += TICK_NS
            while picture <= now:
                if lit and number > flash:
                    flash = number
                    self.flashed.append(now)
                if self.client.video:
                    self.client.video.deliver(Encoded(Codec.VP8, shown[lit], picture))
                picture += NS_PER_S // CAMERA_FPS

    def _say(self, packet: Encoded, pts: int) -> None:
        if self.client.audio:
            sound = Encoded(Codec.OPUS, packet.data, pts, level=packet.level)
            self.client.audio.deliver(sound)


class Watcher(Silent):
    """One that looks at the beacon's tile and listens, from its first picture on."""

    def __init__(self, tile: Rect) -> None:
        self.client = Client(handler=self, video=Codec.VP8)
        self.saw: list[int] = []
        """When pictures came in which the tile had become bright (ns)."""
        self.heard: list[int] = []
        """When beeps would begin if sound was played as it comes."""
        self._middle = tile.x + tile.w // 2, tile.y + tile.h // 2
        self._picture = av.VideoCodecContext.create("vp8", "r")
        self._picture.thread_count = 1
        self._sound = Decoder()
        self._bright = self._loud = True  # what is on at first has begun before

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Look at the tile's middle."""
        for picture in self._picture.decode(av.Packet(frame.data)):
            grey = picture.to_ndarray(format="gray8")
            x, y = (one * picture.width // CANVAS[0] for one in self._middle)
            before, self._bright = self._bright, bool(grey[y, x] > BRIGHT)
            if self._bright and not before:
                self.saw.append(frame.pts)

    def on_voice(self, packet: VoicePacket) -> None:
        """Listen for the beep."""
        try:
            pcm = self._sound.decode(packet.payload)
        except BadPacketError:
            return
        for at in range(0, pcm.size - PIECE + 1, PIECE):
            piece = pcm[at : at + PIECE]
            before, self._loud = self._loud, abs(np.dot(piece, _WAVE)) * 2 / PIECE > BEEP / 3
            if self._loud and not before:
                self.heard.append(packet.arrived + at * NS_PER_S // SAMPLE_RATE)


class Offset(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds by which the sound was later than the picture; None where neither was found.

    Of a sample and a picture that were taken at once, played and shown as soon as they come.
    """

    median_ms: float | None
    least_ms: float | None
    most_ms: float | None
    flashes: int
    beeps: int
    """How many were found again."""


async def _join(measured: Server, token: str, client: Client) -> None:
    async with aiohttp.ClientSession() as http:
        await client.answer(await negotiate(http, measured.url, MEETING, token, client))


@contextlib.asynccontextmanager
async def beacon(measured: Server, token: str) -> AsyncIterator[Beacon]:
    """Let a beacon take part."""
    one = Beacon()
    await _join(measured, token, one.client)
    playing = asyncio.create_task(one.play())
    try:
        yield one
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        await one.client.close()


async def watch(measured: Server, token: str, seen: Beacon, tile: Rect, seconds: float) -> Offset:
    """Join, look and listen for some time, and leave."""
    one = Watcher(tile)
    await _join(measured, token, one.client)
    try:
        await asyncio.sleep(SETTLE_S)
        one.saw.clear()
        one.heard.clear()
        await asyncio.sleep(seconds)
    finally:
        await one.client.close()
    return offset(seen, one)


def offset(sent: Beacon, came: Watcher) -> Offset:
    """Compare how late flashes and beeps were, each pair by itself."""
    pictures, sounds = _delays(sent.flashed, came.saw), _delays(sent.beeped, came.heard)
    apart = [
        (sounds[number] - late) / NS_PER_MS for number, late in pictures.items() if number in sounds
    ]
    return Offset(
        median_ms=round(statistics.median(apart), 1) if apart else None,
        least_ms=round(min(apart), 1) if apart else None,
        most_ms=round(max(apart), 1) if apart else None,
        flashes=len(pictures),
        beeps=len(sounds),
    )


def _delays(sent: Sequence[int], came: Sequence[int]) -> dict[int, int]:
    """Return how late signals came (ns), by their number."""
    late: dict[int, int] = {}
    for at in came:
        number = bisect_right(sent, at) - 1
        if number >= 0 and at - sent[number] < EVERY // 2:
            late.setdefault(number, at - sent[number])
    return late


@cache
def _pictures() -> tuple[bytes, bytes]:
    """A dark and a bright frame."""
    width, height = SIZE
    flat = []
    for luma in (40, 220):
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        planes[:height] = luma
        (one,) = encode.pictures([planes], codec=Codec.VP8, fps=CAMERA_FPS, bitrate=500_000)
        flat.append(one.data)
    return flat[0], flat[1]


@cache
def _sounds() -> tuple[list[Encoded], list[Encoded]]:
    """A voice that never pauses, without the beep and with it."""
    time = np.arange(CLIP_S * SAMPLE_RATE) / SAMPLE_RATE
    voice = sum(np.sin(2 * np.pi * 150 * n * time) / n for n in range(1, 6))
    voice = voice * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * time)) * 3000
    beep = np.sin(2 * np.pi * PITCH * time) * BEEP
    return (
        encode.sound(voice.astype(np.int16)),
        encode.sound((voice + beep).astype(np.int16)),
    )
