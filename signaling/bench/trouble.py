"""A point that could harm others: behind a narrow line, broken, hostile, or off the clock."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Final

import aiohttp

from mcu import clock
from mcu.clock import NS_PER_S
from mcu.media import TICK_NS, Codec, Encoded
from mcu.rtc.client import Client
from signaling.bench.clips import picture_clip, voice_clip
from signaling.bench.joining import negotiate
from signaling.bench.line import Conditions
from signaling.bench.measure import LIKE_FOR_LIKE
from signaling.bench.player import SLOT, Player
from signaling.bench.relay import Relay, through
from signaling.bench.server import MEETING, Server

NARROW: Final = Conditions(delay_ms=20, rate=50_000)

FAST: Final = 1.0002
"""Pace of a clock that is 200 ppm fast: quartz is within 100, and two may differ by twice that."""

BEATS: Final = 50
"""Times a second that trouble is made."""

RUBBISH_BYTES: Final = 800
FLOOD_PACKETS: Final = 60
"""RTP packets in each beat: 3,000 a second, 25 Mbit/s."""

FLOOD_REPORTS: Final = 10


@cache
def clips() -> tuple[list[Encoded], list[Encoded]]:
    """Pictures and voice of the point; the first call takes the processor for seconds.

    Who has points in the same process asks for them before those join: the server takes a point
    for gone that is silent for 4 s.
    """
    sent = LIKE_FOR_LIKE
    pictures = picture_clip(Codec.VP8, sent.width, sent.height, sent.fps, sent.bitrate)
    return pictures, voice_clip(170.0)


class Trouble:
    """The point. It plays like any other until it is told to be something else."""

    def __init__(self, one: Server, token: str, relay: Relay) -> None:
        self.player = Player(*clips())
        self.client = self.player.client = Client(handler=self.player, video=Codec.VP8)
        self._server = one
        self._token = token
        self._relay = relay
        self._chance = random.Random(7)  # noqa: S311 - rubbish, no secrets
        self._pace = 1.0
        self._plays = True
        self._harm: Callable[[int], None] | None = None

    async def join(self) -> None:
        """Join through the relay."""
        url = self._server.url
        async with aiohttp.ClientSession() as http:
            answer = await negotiate(http, url, MEETING, self._token, self.client)
        await self.client.answer(through(answer, self._relay.address))

    async def play(self) -> None:
        """Play until cancelled, on a clock of its own."""
        begin = clock.now()
        picture = sound = beat = begin
        period = NS_PER_S // LIKE_FOR_LIKE.fps
        own = begin
        before = begin
        async for _ in clock.ticks(SLOT):
            now = clock.now()
            own += round((now - before) * self._pace)
            before = now
            while sound <= own:
                if self._plays:
                    self.player.speak(sound)
                sound += TICK_NS
            while picture <= own:
                if self._plays:
                    self.player.show(picture)
                picture += period
            while beat <= own:
                if self._harm is not None:
                    self._harm(beat)
                beat += NS_PER_S // BEATS

    @contextlib.contextmanager
    def as_kind(self, kind: str) -> Iterator[None]:
        """Be of a kind, and afterwards well again."""
        KINDS[kind](self)
        try:
            yield
        finally:
            self._relay.up = self._relay.down = Conditions()
            self._pace, self._plays, self._harm = 1.0, True, None

    def narrow(self) -> None:
        """Be behind 50 kbit/s each way, and send as if it were not so."""
        self._relay.up = self._relay.down = NARROW

    def rubbish(self) -> None:
        """Send authentic packets without sense: pictures, sound and reports."""
        self._plays, self._harm = False, self._send_rubbish

    def flood(self) -> None:
        """Send too much of everything, requests for keyframes included."""
        self._harm = self._send_flood

    def fast(self) -> None:
        """Have a clock that is too fast."""
        self._pace = FAST

    def _send_rubbish(self, now: int) -> None:
        video, audio = self.client.video, self.client.audio
        if video is None or audio is None:
            return
        random_bytes = self._chance.randbytes
        video.deliver(Encoded(Codec.VP8, random_bytes(RUBBISH_BYTES), now, keyframe=True))
        audio.deliver(Encoded(Codec.OPUS, random_bytes(80), now, level=10))
        # A receiver report by its head (RFC 3550, section 6.4.2), with any length and content.
        self.client.inject(bytes([0x81, 201]) + random_bytes(30))

    def _send_flood(self, now: int) -> None:
        video = self.client.video
        if video is None:
            return
        large = self._chance.randbytes(FLOOD_PACKETS * 1000)
        video.deliver(Encoded(Codec.VP8, large, now, keyframe=False))
        for _ in range(FLOOD_REPORTS):
            # A request for a keyframe of a stream that is not there (RFC 4585, section 6.3.1).
            self.client.inject(bytes([0x81, 206]) + b"\0\2" + self._chance.randbytes(8))


KINDS: Final[dict[str, Callable[[Trouble], None]]] = {
    "narrow": Trouble.narrow,
    "rubbish": Trouble.rubbish,
    "flood": Trouble.flood,
    "fast": Trouble.fast,
}


@contextlib.asynccontextmanager
async def playing(point: Trouble) -> AsyncIterator[None]:
    """Let the point take part."""
    await point.join()
    task = asyncio.create_task(point.play())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await point.client.close()
