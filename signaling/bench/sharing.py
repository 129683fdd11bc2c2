"""A point that shares pages of small letters, a new one every few seconds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Final

import aiohttp
import cv2
import numpy as np

from mcu import clock
from mcu.media import Codec, Encoded
from mcu.rtc.client import Client
from signaling.bench.turns import SIZE
from signaling.demo import encode
from signaling.demo.control import connect, first
from signaling.demo.encode import I420
from signaling.protocol import Share

FPS: Final = 5
BITRATE: Final = 1_500_000
PAGES: Final = 4
PAGE_S: Final = 4

ALWAYS: Final = PAGE_S * FPS
"""Frames of a page that never stands still: 640 kB."""

TURN: Final = 4
"""Frames until a page is sharp, and stands still: 150 kB, as a browser sends in half a second."""

_LETTERS: Final = "abcdeghiklmnopqrstuvxy0123456789    "


class Sharing:
    """What is shared, pages over and over, each of so many `frames`."""

    def __init__(self, codec: Codec, frames: int) -> None:
        self._clip = _pages(codec, frames)
        self._frames = frames
        self._tick = 0

    @property
    def kbps(self) -> int:
        """Kilobits a second of the clip."""
        return round(sum(len(one.data) for one in self._clip) * 8 / PAGES / PAGE_S / 1000)

    def begin_anew(self) -> None:
        """Send a keyframe next, which is the clip's first frame."""
        self._tick = 0

    @contextlib.asynccontextmanager
    async def sharing(self, client: Client, url: str, token: str) -> AsyncIterator[None]:
        """Share it as whose token this is, from the content of his client."""
        async with (
            aiohttp.ClientSession() as http,
            connect(http, url, token, lambda _: None) as control,
        ):
            await control.say(Share(on=True))
            running = asyncio.create_task(first(control.run(), self._play(client)))
            try:
                yield
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    async def _play(self, client: Client) -> None:
        async for now in clock.ticks(clock.NS_PER_S // FPS):
            page, at = divmod(self._tick, PAGE_S * FPS)
            self._tick = (self._tick + 1) % (PAGES * PAGE_S * FPS)
            if client.content and at < self._frames:
                frame = self._clip[page * self._frames + at]
                client.content.deliver(Encoded(frame.codec, frame.data, now, frame.keyframe))


def _pages(codec: Codec, frames: int) -> list[Encoded]:
    """Encode pages of small letters, each shown for so many frames."""

    def shown() -> Iterator[I420]:
        dice = np.random.default_rng(7)
        for _ in range(PAGES):
            page = _page(dice)
            for _ in range(frames):
                yield page

    return encode.pictures(shown(), codec=codec, fps=FPS, bitrate=BITRATE)


def _page(dice: np.random.Generator) -> I420:
    width, height = SIZE
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    planes[:height] = 235
    for bottom in range(40, height - 20, 30):
        line = "".join(dice.choice(list(_LETTERS), 150))
        cv2.putText(planes[:height], line, (40, bottom), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 16)
    return planes
