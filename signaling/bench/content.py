"""`diemcau bench content`: what it costs to show shared content to a formal meeting.

The meeting is that of `bench formal`; one more point shares pages of text in 1920×1080, a new one
every 4 s. `off` is measured before it begins to share, `on` afterwards, with the same people.
`turned`, measured afterwards in a meeting of two in a real Chromium, is from the moment a shared
page changes until the new one is seen sharp by the other, in full size (see `turns`). `--direct`
turns the same pages from browser to browser, which tells what of that is the server's (`direct`).
"""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import aiohttp
import msgspec

from mcu.media import Codec
from mcu.rtc.client import Client, Silent, Track
from signaling.bench import measure
from signaling.bench.crowd import Load, crowd
from signaling.bench.direct import Direct, turn_directly
from signaling.bench.formal import HEARD, SEEN
from signaling.bench.joining import negotiate
from signaling.bench.load import Plan
from signaling.bench.measure import TILE_OF_25, CodecName
from signaling.bench.server import MEETING, Server, server
from signaling.bench.sharing import ALWAYS, Sharing
from signaling.bench.turns import STAND_S, Turned, turn_pages


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """The server and what members got of it. `packets_per_s`: of people and sound alone."""

    cores: float
    threads: dict[str, float]
    packets_per_s: int
    content_packets_per_s: int
    content_fps_min: float | None
    fps_min: float | None
    audio_gap_p99_ms: float | None
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
    direct: Direct | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    measure.add_options(parser, points=400)
    parser.add_argument("--turns", type=int, default=20, help="page turns in Chromium; 0: none")
    parser.add_argument("--line-kbps", type=int, help="of both in Chromium; none: no limit")
    parser.add_argument("--stand", type=float, default=STAND_S, help="seconds a page stands")
    parser.add_argument("--turns-alone", action="store_true", help="measure nothing else")
    parser.add_argument(
        "--direct", action="store_true", help="the same turns without a server, too"
    )


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    turning = turn_pages(args.turns, args.line_kbps, args.stand) if args.turns else None
    direct = turn_directly(args.turns, args.stand) if args.turns and args.direct else None
    if args.turns_alone:
        measure.say([asyncio.run(one) for one in (turning, direct) if one is not None])
    else:
        measure.say([asyncio.run(_measure(args.points, args.seconds, args.codec, turning, direct))])
    return 0


async def _measure(
    points: int,
    seconds: float,
    codec: CodecName,
    turning: Coroutine[Any, Any, Turned] | None,
    direct: Coroutine[Any, Any, Direct] | None,
) -> Result:
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
        async with crowd(plan) as load, _presenter(measured, Codec(codec)) as presenter:
            off = await _cost(measured, load, seconds)
            shared, token = presenter.shared, measured.tokens[0]
            async with shared.sharing(presenter.client, measured.url, token):
                on = await _cost(measured, load, seconds)
    return Result(
        points=points,
        codec=codec,
        seconds=seconds,
        content_kbps=shared.kbps,
        off=off,
        on=on,
        turned=await turning if turning is not None else None,
        direct=await direct if direct is not None else None,
    )


async def _cost(measured: Server, load: Load, seconds: float) -> Cost:
    worked = await measure.work(measured, load, seconds)
    report = worked.report
    return Cost(
        cores=round(worked.cores, 3),
        threads=worked.threads,
        packets_per_s=report.packets_per_s,
        content_packets_per_s=report.content_packets_per_s,
        content_fps_min=measure.rounded(report.content_fps_min, 2),
        fps_min=measure.rounded(report.fps_min, 2),
        audio_gap_p99_ms=report.audio_gap_p99_ms,
        lost=report.lost,
        rss_mib=round(worked.rss, 1),
    )


class _Presenter(Silent):
    """The point that shares; its camera and microphone are idle."""

    def __init__(self, codec: Codec) -> None:
        self.shared = Sharing(codec, ALWAYS)
        self.client = Client(handler=self, video=codec, content=codec)

    def on_keyframe_request(self, track: Track) -> None:
        """Begin anew."""
        if track is Track.CONTENT:
            self.shared.begin_anew()


@contextlib.asynccontextmanager
async def _presenter(measured: Server, codec: Codec) -> AsyncIterator[_Presenter]:
    one = _Presenter(codec)
    async with aiohttp.ClientSession() as http:
        answer = await negotiate(http, measured.url, MEETING, measured.tokens[0], one.client)
    await one.client.answer(answer)
    try:
        yield one
    finally:
        await one.client.close()
