"""`diemcau bench content`: what it costs to show shared content to a formal meeting.

The meeting is that of `bench formal`; one more point shares pages of text in 1920×1080, a new one
every 4 s. `off` is measured before it begins to share, `on` afterwards, with the same people.
`turned`, measured afterwards in a meeting of two in a real Chromium, is from the moment a shared
page changes until the new one is seen sharp by the other, in full size (see `turns`).
"""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, Final

import aiohttp
import cv2
import msgspec
import numpy as np

from mcu import clock
from mcu.media import Codec, Encoded
from mcu.rtc.client import Client, Silent, Track
from signaling.bench import measure
from signaling.bench.crowd import Load, crowd
from signaling.bench.formal import HEARD, SEEN
from signaling.bench.joining import negotiate
from signaling.bench.load import Plan
from signaling.bench.measure import TILE_OF_25, CodecName
from signaling.bench.server import MEETING, Server, server
from signaling.bench.turns import SIZE, Turned, turn_pages
from signaling.demo import encode
from signaling.demo.control import connect, first
from signaling.demo.encode import I420
from signaling.protocol import Share

FPS: Final = 5
BITRATE: Final = 1_500_000
PAGES: Final = 4
PAGE_S: Final = 4

_LETTERS: Final = "abcdeghiklmnopqrstuvxy0123456789    "


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """The server and what members got of it. `packets_per_s`: of people and sound alone."""

    cores: float
    threads: dict[str, float]
    packets_per_s: int
    content_packets_per_s: int
    content_fps_min: float
    fps_min: float
    audio_gap_p99_ms: float
    lost: int
    rss_mib: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of."""

    points: int
    codec: str
    seconds: float
    content_kbps: int
    """Of the pages that are shared."""
    off: Cost
    on: Cost
    turned: Turned | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    measure.add_options(parser, points=400)
    parser.add_argument("--turns", type=int, default=20, help="page turns in Chromium; 0: none")
    parser.add_argument("--line-kbps", type=int, help="of both in Chromium; none: no limit")
    parser.add_argument("--turns-alone", action="store_true", help="measure nothing else")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    turning = turn_pages(args.turns, args.line_kbps) if args.turns else None
    if args.turns_alone and turning is not None:
        measure.say([asyncio.run(turning)])
    else:
        measure.say([asyncio.run(_measure(args.points, args.seconds, args.codec, turning))])
    return 0


async def _measure(
    points: int, seconds: float, codec: CodecName, turning: Coroutine[Any, Any, Turned] | None
) -> Result:
    clip = _pages(Codec(codec))
    async with server(points + 1) as measured:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[1:]),
            seen=min(SEEN, points),
            heard=min(HEARD, points),
            codec=codec,
            sent=TILE_OF_25,
            probes=False,
            content=True,
        )
        async with crowd(plan) as load, _presenter(measured, clip) as presenter:
            off = await _cost(measured, load, seconds)
            async with presenter.sharing(measured):
                on = await _cost(measured, load, seconds)
    return Result(
        points=points,
        codec=codec,
        seconds=seconds,
        content_kbps=round(sum(len(one.data) for one in clip) * 8 / PAGES / PAGE_S / 1000),
        off=off,
        on=on,
        turned=await turning if turning is not None else None,
    )


async def _cost(measured: Server, load: Load, seconds: float) -> Cost:
    worked = await measure.work(measured, load, seconds)
    report = worked.report
    return Cost(
        cores=round(worked.cores, 3),
        threads=worked.threads,
        packets_per_s=report.packets_per_s,
        content_packets_per_s=report.content_packets_per_s,
        content_fps_min=round(report.content_fps_min, 2),
        fps_min=round(report.fps_min, 2),
        audio_gap_p99_ms=report.audio_gap_p99_ms,
        lost=report.lost,
        rss_mib=round(worked.rss, 1),
    )


class _Presenter(Silent):
    """The point that shares; its camera and microphone are idle."""

    def __init__(self, codec: Codec, clip: list[Encoded]) -> None:
        self.client = Client(handler=self, video=codec, content=codec)
        self._clip = clip
        self._next = 0

    def on_keyframe_request(self, track: Track) -> None:
        """Begin anew: the clip's first frame is a keyframe."""
        if track is Track.CONTENT:
            self._next = 0

    @contextlib.asynccontextmanager
    async def sharing(self, measured: Server) -> AsyncIterator[None]:
        """Share the clip over and over."""
        async with (
            aiohttp.ClientSession() as http,
            connect(http, measured.url, measured.tokens[0], lambda _: None) as control,
        ):
            await control.say(Share(on=True))
            running = asyncio.create_task(first(control.run(), self._play()))
            try:
                yield
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    async def _play(self) -> None:
        async for now in clock.ticks(clock.NS_PER_S // FPS):
            frame = self._clip[self._next]
            self._next = (self._next + 1) % len(self._clip)
            if self.client.content:
                sent = Encoded(frame.codec, frame.data, now, frame.keyframe)
                self.client.content.deliver(sent)


@contextlib.asynccontextmanager
async def _presenter(measured: Server, clip: list[Encoded]) -> AsyncIterator[_Presenter]:
    one = _Presenter(clip[0].codec, clip)
    async with aiohttp.ClientSession() as http:
        answer = await negotiate(http, measured.url, MEETING, measured.tokens[0], one.client)
    await one.client.answer(answer)
    try:
        yield one
    finally:
        await one.client.close()


def _pages(codec: Codec) -> list[Encoded]:
    """Pages of small letters, each shown for a while."""

    def shown() -> Iterator[I420]:
        dice = np.random.default_rng(7)
        for _ in range(PAGES):
            page = _page(dice)
            for _ in range(PAGE_S * FPS):
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
