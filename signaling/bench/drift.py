"""`diemcau bench drift`: what grows in a long meeting with joins, leaves and unlike clocks.

Four points send 640×360 at 25 fps and one of them talks; beside them one whose clock is 200 ppm
fast talks too, and over and over somebody joins for five seconds. The server's memory, threads,
open files and tasks are read once everything has been there, and at the end: `growth` is the
difference. What was received at the end stands beside what was at the beginning. All of it is
recorded, and how long picture and sound of the file are stands beside the wall clock.
"""

import argparse
import asyncio
from typing import Final

import msgspec

from mcu import clock
from signaling.bench import measure
from signaling.bench.crowd import Load, crowd
from signaling.bench.load import Plan
from signaling.bench.measure import LIKE_FOR_LIKE
from signaling.bench.processes import Pressure
from signaling.bench.recorded import Recorded, recording
from signaling.bench.relay import Relay
from signaling.bench.server import MEETING, Server, server
from signaling.bench.trouble import Trouble, playing
from signaling.bench.witness import NS_PER_MS, quantiles

POINTS: Final = 4
WARM_UP_S: Final = 20.0
"""Seconds until every pool and cache has what it keeps."""

STRETCH_S: Final = 8.0
VISIT_S: Final = 5.0


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What the server holds."""

    rss_mib: float
    threads: int
    files: int
    tasks: int
    """Of the event loop."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """What the four received for some seconds."""

    fps_min: float
    delay_p50_ms: float
    audio_gap_p99_ms: float
    lost: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of."""

    minutes: float
    points: int
    clock_ppm: int
    visits: int
    """How often somebody joined and left."""
    begin: Held
    end: Held
    growth: Held
    first: Stretch
    last: Stretch
    errors: int
    """Lines of the server's log that are errors."""
    recorded: Recorded
    cpu_pressure: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--minutes", type=float, default=30.0, help="length of the meeting")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    measure.say([asyncio.run(drift(args.minutes))])
    return 0


async def drift(minutes: float) -> Result:
    """Hold a meeting for so long after the warm-up."""
    sent = LIKE_FOR_LIKE
    async with server(POINTS + 2) as measured, Relay(measured.media) as relay:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[:POINTS]),
            seen=POINTS,
            heard=1,
            codec="VP8",
            width=sent.width,
            height=sent.height,
            fps=sent.fps,
            bitrate=sent.bitrate,
            beside=1,
        )
        fast = Trouble(measured, measured.tokens[POINTS], relay)
        async with crowd(plan) as load, playing(fast):
            fast.fast()
            async with recording(measured, measured.tokens[POINTS]):
                await _visit(measured, relay)
            await asyncio.sleep(WARM_UP_S)
            first, begin, pressure = await _stretch(load), await _held(measured), Pressure()
            visits = 0
            end_at = clock.now() + round(minutes * 60 * clock.NS_PER_S)
            async with recording(measured, measured.tokens[POINTS]) as recorded:
                while clock.now() < end_at:
                    await _visit(measured, relay)
                    visits += 1
                    await asyncio.sleep(VISIT_S)
            last, end = await _stretch(load), await _held(measured)
            errors = measured.errors()
    return Result(
        minutes=minutes,
        points=POINTS + 1,
        clock_ppm=200,
        visits=visits,
        begin=begin,
        end=end,
        growth=Held(
            rss_mib=round(end.rss_mib - begin.rss_mib, 1),
            threads=end.threads - begin.threads,
            files=end.files - begin.files,
            tasks=end.tasks - begin.tasks,
        ),
        first=first,
        last=last,
        errors=errors,
        recorded=recorded[0],
        cpu_pressure=pressure.share(),
    )


async def _visit(measured: Server, relay: Relay) -> None:
    """Join, take part for a moment, leave; the seat is the same each time."""
    visitor = Trouble(measured, measured.tokens[-1], relay)
    async with playing(visitor):
        await asyncio.sleep(VISIT_S)


async def _stretch(load: Load) -> Stretch:
    await load.mark()
    await asyncio.sleep(STRETCH_S)
    report = await load.mark()
    return Stretch(
        fps_min=round(report.fps_min, 2),
        delay_p50_ms=quantiles([round(ms * NS_PER_MS) for ms in report.delays_ms]).p50,
        audio_gap_p99_ms=report.audio_gap_p99_ms,
        lost=report.lost,
    )


async def _held(measured: Server) -> Held:
    threads, files = measured.held()
    return Held(
        rss_mib=round(measured.usage().rss, 1),
        threads=threads,
        files=files,
        tasks=await measured.tasks(),
    )
