"""A film shared and watched by cheap clients: the server's own part of how it comes.

They take a hundredth of what two Chromiums do, so that a busy machine is no excuse. Who watches
finds flashes and beeps again, with the times that the server has stamped them with and those at
which they came.
"""

import asyncio
import contextlib
import statistics
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import cycle
from typing import IO, Final, NamedTuple

import aiohttp
import av
import msgspec
import numpy as np

from mcu import clock
from mcu.audio.opus import BadPacketError, Decoder
from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, TICK_NS, Codec, Encoded, Pcm, VoicePacket
from mcu.rtc.client import Client, Silent, Track
from mcu.video.layout import Rect, beside_content, letterbox
from signaling.bench.joining import negotiate
from signaling.bench.line import Conditions
from signaling.bench.load import CANVAS
from signaling.bench.processes import Pressure
from signaling.bench.recorded import recording
from signaling.bench.reel import BEEP, BEEP_HZ, EVERY_S, FPS, MARK, later, pictures, sound
from signaling.bench.relay import Relay, through
from signaling.bench.server import MEETING, Server, server
from signaling.demo import encode
from signaling.demo.control import connect, first
from signaling.protocol import Share

BITRATE: Final = 2_000_000
"""Bits per second of the film as it is shared."""

KNOWN_S: Final = 12.0
"""Seconds until it is known what the line of who watches carries, before anything is shared."""

SETTLE_S: Final = 8.0
"""Seconds until the presenter has reported, and the line's steps are found."""

PIECE: Final = 240
"""Samples (5 ms) that are looked at at once for the beep."""

BRIGHT: Final = 128
NS_PER_MS: Final = 1_000_000

ROUND_MS: Final = (1 << 32) / 720
"""Milliseconds after which RTP times of 48 and of 90 kHz are the same again (PROTOCOL.md)."""

_WAVE = np.exp(-2j * np.pi * BEEP_HZ / SAMPLE_RATE * np.arange(PIECE))


class How(NamedTuple):
    """What is measured: as in `Result`."""

    rows: int
    line_kbps: int | None
    jitter_ms: float
    seconds: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the server does to a film; milliseconds, medians unless said."""

    rows: int
    line_kbps: int | None
    """Of who watches, None for no limit."""
    jitter_ms: float
    """By which the presenter's packets are late at most."""
    seconds: float
    seen_rows: int | None
    """Of the pictures that came."""
    fps: float
    flashes: int
    sound_comes_later_ms: float | None
    """By which the beep came after the picture with the flash: what whoever plays both makes up
    for, beside what waits with himself."""
    stamped_later_ms: float | None
    """By which it is stamped later: what whoever plays both by their stamps cannot make up for.
    13 ms are of Opus, which is encoded twice and looks ahead each time."""
    stamped_least_ms: float | None
    stamped_most_ms: float | None
    recorded_later_ms: float | None
    """By which the beep is later in the recording."""
    recorded_least_ms: float | None
    recorded_most_ms: float | None
    cpu_pressure: float | None


class Projector(Silent):
    """Shares a film, as if it was captured and encoded in no time."""

    def __init__(self, rows: int) -> None:
        self.client = Client(handler=self, video=Codec.VP8, content=Codec.VP8)
        self._film = encode.pictures(
            (planes.copy() for planes in pictures(rows * 16 // 9, rows)),
            codec=Codec.VP8,
            fps=FPS,
            bitrate=BITRATE,
            keyframe_every=EVERY_S * FPS,
        )
        self._sound = encode.sound(sound())

    async def play(self) -> None:
        """Play until cancelled."""
        film, voice = cycle(self._film), cycle(self._sound)
        picture = said = clock.now()
        async for now in clock.ticks(TICK_NS // 4):
            while picture <= now:
                shown = next(film)
                if self.client.content is not None:
                    frame = Encoded(shown.codec, shown.data, picture, shown.keyframe)
                    self.client.content.deliver(frame)
                picture += NS_PER_S // FPS
            while said + TICK_NS <= now:  # it leaves when it has been said
                packet = next(voice)
                if self.client.audio is not None:
                    self.client.audio.deliver(
                        Encoded(Codec.OPUS, packet.data, said, level=packet.level)
                    )
                said += TICK_NS


class Viewer(Silent):
    """Watches and listens. Times are in ms: as they came, and as the server has stamped them."""

    def __init__(self) -> None:
        self.client = Client(handler=self, video=Codec.VP8, content=Codec.VP8)
        self.rows: list[int] = []
        self.saw: list[float] = []
        self.saw_stamped: list[float] = []
        self.heard: list[float] = []
        self.heard_stamped: list[float] = []
        self._picture = av.VideoCodecContext.create("vp8", "r")
        self._picture.thread_count = 1
        self._sound = Decoder()
        self._mark, self._beep = Onset(), Onset()
        self._watches = True

    def stop(self) -> None:
        """Take note of nothing more."""
        self._watches = False

    def forget(self) -> None:
        """Begin anew."""
        for one in (self.rows, self.saw, self.saw_stamped, self.heard, self.heard_stamped):
            one.clear()

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Look at the mark."""
        if track is not Track.CONTENT or frame.captured is None or not self._watches:
            return
        for picture in self._picture.decode(av.Packet(frame.data)):
            self.rows.append(picture.height)
            if self._mark.comes(shines(picture, Rect(0, 0, picture.width, picture.height))):
                self.saw.append(frame.pts / NS_PER_MS)
                self.saw_stamped.append(frame.captured / NS_PER_MS)

    def on_voice(self, packet: VoicePacket) -> None:
        """Listen for the beep."""
        try:
            pcm = self._sound.decode(packet.payload)
        except BadPacketError:
            return
        for into in self._beep.within(pcm):
            self.heard.append(packet.arrived / NS_PER_MS + into)
            self.heard_stamped.append(packet.timestamp * 1000 / SAMPLE_RATE + into)


class Record:
    """What a recording shows and sounds like; times in ms of the file."""

    def __init__(self) -> None:
        self.saw: list[float] = []
        self.heard: list[float] = []

    def look(self, file: IO[bytes]) -> None:
        """Find flashes and beeps."""
        mark, beep = Onset(), Onset()
        film = letterbox(16, 9, beside_content(2, *CANVAS).tiles[0])
        file.seek(0)
        with av.open(file, "r") as opened:
            for picture in opened.decode(video=0):
                if mark.comes(shines(picture, film)):
                    self.saw.append((picture.time or 0) * 1000)
        file.seek(0)
        mono = av.AudioResampler("s16", "mono", SAMPLE_RATE)
        with av.open(file, "r") as opened:
            for sounding in opened.decode(audio=0):
                for one in mono.resample(sounding):
                    begin = (one.time or 0) * 1000
                    self.heard += [begin + into for into in beep.within(one.to_ndarray()[0])]


class Onset:
    """Tells when something begins that comes and goes; what is on at first has begun before."""

    def __init__(self) -> None:
        self._on = True

    def comes(self, on: bool) -> bool:
        """Take whether it is on; True if it was not until now."""
        before, self._on = self._on, on
        return on and not before

    def within(self, pcm: Pcm) -> Iterator[float]:
        """Yield where beeps begin in a piece of sound, in ms."""
        for at in range(0, pcm.size - PIECE + 1, PIECE):
            strength = abs(np.dot(pcm[at : at + PIECE], _WAVE)) * 2 / PIECE
            if self.comes(bool(strength > BEEP / 3)):
                yield at * 1000 / SAMPLE_RATE


def shines(picture: av.VideoFrame, film: Rect) -> bool:
    """Whether the mark of a film is bright that is somewhere in a picture."""
    x, y, w, h = MARK
    grey = picture.to_ndarray(format="gray8")
    return bool(
        grey[film.y + round((y + h / 2) * film.h), film.x + round((x + w / 2) * film.w)] > BRIGHT
    )


async def measure(how: How) -> Result:
    """Share a film and watch it for some time."""
    viewer, record = Viewer(), Record()
    projector = await asyncio.to_thread(Projector, how.rows)
    line = Conditions(rate=None if how.line_kbps is None else how.line_kbps * 1000)
    async with (
        server(2) as measured,
        _in(measured, 0, projector.client, Conditions(jitter_ms=how.jitter_ms)),
        _in(measured, 1, viewer.client, line),
    ):
        await asyncio.sleep(KNOWN_S)
        async with _sharing(measured, projector):
            await asyncio.sleep(SETTLE_S)
            viewer.forget()
            pressure = Pressure()
            async with recording(measured, measured.tokens[1], record.look):
                await asyncio.sleep(how.seconds)
                viewer.stop()
                strain = pressure.share()
        return _result(viewer, record, how, strain)


@contextlib.asynccontextmanager
async def _in(
    measured: Server, place: int, client: Client, line: Conditions
) -> AsyncIterator[None]:
    """Have a client take part, behind a line."""
    async with (
        aiohttp.ClientSession() as http,
        Relay(measured.media, up=line, down=line) as relay,
    ):
        token = measured.tokens[place]
        answer = await negotiate(http, measured.url, MEETING, token, client)
        await client.answer(through(answer, relay.address))
        try:
            yield
        finally:
            await client.close()


@contextlib.asynccontextmanager
async def _sharing(measured: Server, projector: Projector) -> AsyncIterator[None]:
    async with (
        aiohttp.ClientSession() as http,
        connect(http, measured.url, measured.tokens[0], lambda _: None) as control,
    ):
        await control.say(Share(on=True, film=True))
        running = asyncio.create_task(first(control.run(), projector.play()))
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def _result(viewer: Viewer, record: Record, how: How, pressure: float | None) -> Result:
    came = later(viewer.saw, viewer.heard)
    stamped = later(of_one_round(viewer.saw_stamped, viewer.heard_stamped), viewer.heard_stamped)
    recorded = later(record.saw, record.heard)
    return Result(
        **how._asdict(),
        seen_rows=max(set(viewer.rows), key=viewer.rows.count, default=None),
        fps=round(len(viewer.rows) / how.seconds, 1),
        flashes=len(stamped),
        sound_comes_later_ms=round(statistics.median(came), 1) if came else None,
        stamped_later_ms=round(statistics.median(stamped), 1) if stamped else None,
        stamped_least_ms=round(min(stamped), 1) if stamped else None,
        stamped_most_ms=round(max(stamped), 1) if stamped else None,
        recorded_later_ms=round(statistics.median(recorded), 1) if recorded else None,
        recorded_least_ms=round(min(recorded), 1) if recorded else None,
        recorded_most_ms=round(max(recorded), 1) if recorded else None,
        cpu_pressure=pressure,
    )


def of_one_round(pictures: Sequence[float], sounds: Sequence[float]) -> list[float]:
    """Return the times of pictures (ms) in the round of the clocks that sounds are in."""
    if not pictures or not sounds:
        return []
    rounds = round((sounds[0] - pictures[0]) / ROUND_MS)
    return [one + rounds * ROUND_MS for one in pictures]
