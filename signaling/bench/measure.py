"""One measurement: a server, a crowd, and what both say of the same seconds."""

import argparse
import asyncio
import statistics
import sys
from collections.abc import Sequence
from typing import Literal

import msgspec

from signaling.bench import slow
from signaling.bench.clips import Sent
from signaling.bench.crowd import Load, crowd
from signaling.bench.load import Plan, Report
from signaling.bench.server import MEETING, Server, server

CodecName = Literal["VP8", "H264"]

WARM_UP_S = 7.0
"""Seconds after the last join until all encoders and jitter buffers have settled, and all send what
their tiles show (`mcu.ask`)."""

STARVED = 0.95
"""Below this part of the frame rate the machine was too busy: the cores are those of less work."""


class Delay(msgspec.Struct, frozen=True):
    """Of the pictures of one point, in milliseconds; None where too few were seen to say."""

    p50: float | None
    p95: float | None


UNKNOWN = Delay(None, None)


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """What a server used and a crowd received. `threads`: the cores of each thread, by its name."""

    cores: float
    threads: dict[str, float]
    rss: float
    report: Report


class Measured(Worked, frozen=True, kw_only=True):
    """The same of a meeting that was held to be measured."""

    join_s: float
    join_gap_ms: float | None
    watched: dict[int, int]
    """How many members were sent a picture of which height."""

    @property
    def delay(self) -> Delay:
        """The delay's median and 95th percentile."""
        delays = self.report.delays_ms
        if len(delays) < 2:
            return UNKNOWN
        cuts = statistics.quantiles(delays, n=20)
        return Delay(round(cuts[9], 1), round(cuts[18], 1))


LIKE_FOR_LIKE = Sent()
TILE_OF_25 = Sent(width=208, height=118, fps=15, bitrate=120_000)
"""What a tile among 25 needs."""


def add_options(parser: argparse.ArgumentParser, points: int) -> None:
    """Add the options that all measurements of a meeting have."""
    parser.add_argument("--points", type=int, default=points, help="meeting points")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of the measurement")
    parser.add_argument("--codec", choices=("VP8", "H264"), default="VP8")
    slow.add_option(parser)


async def measure(
    points: int,
    *,
    seen: int,
    heard: int,
    seconds: float,
    codec: CodecName,
    sent: Sent,
    obey: Sequence[Sent] = (),
    turns: bool = False,
) -> Measured:
    """Hold a meeting of `points`, of which the first `seen` send pictures and `heard` talk.

    With `obey` all of them send whichever of these they are asked for, from `sent` on. With
    `turns` all send pictures, while their page is on the screen, and no delay is measured.
    """
    async with server(points) as measured:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens),
            seen=seen,
            heard=heard,
            codec=codec,
            sent=sent,
            obey=list(obey),
            turns=turns,
            probes=not turns,
        )
        async with crowd(plan) as load:
            worked = await work(measured, load, seconds)
            watched = await measured.heights()
            join_s, join_gap_ms = load.join_s, load.join_gap_ms
    fps = worked.report.fps_min
    if fps is None or fps < STARVED * 25:
        pictures = "no pictures" if fps is None else f"only {fps:.1f} fps"
        sys.stderr.write(f"{pictures}: this machine was too busy to measure\n")
    return Measured(
        cores=worked.cores,
        threads=worked.threads,
        rss=worked.rss,
        join_s=join_s,
        join_gap_ms=join_gap_ms,
        report=worked.report,
        watched=watched,
    )


async def work(measured: Server, load: Load, seconds: float) -> Worked:
    """Let a meeting settle; return what the server does for so long, and what a crowd gets."""
    await asyncio.sleep(WARM_UP_S)
    await load.mark()
    before, of_threads = measured.usage(), measured.threads()
    await asyncio.sleep(seconds)
    after, threads = measured.usage(), measured.threads()
    return Worked(
        cores=(after.cpu - before.cpu) / seconds,
        threads={
            name: round((used - of_threads.get(name, 0.0)) / seconds, 3)
            for name, used in sorted(threads.items())
        },
        rss=after.rss,
        report=await load.mark(),
    )


def rounded(found: float | None, digits: int = 1) -> float | None:
    """Round what was found, None where nothing was."""
    return None if found is None else round(found, digits)


def say(results: Sequence[msgspec.Struct]) -> None:
    """Print results, each as one line of JSON."""
    for result in results:
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
