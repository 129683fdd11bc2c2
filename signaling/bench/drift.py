"""`diemcau bench drift`: what grows in a long meeting with joins, leaves and unlike clocks.

Four points send 640×360 at 25 fps and one of them talks; beside them a beacon talks, flashes and
beeps, whose microphone is 200 ppm faster than its camera (`lipsync`), and over and over somebody
joins for five seconds. The server's memory, threads, open files and tasks are read once everything
has been there, and at the end: `growth` is the difference. What was received, and how far apart
sound and picture of the beacon came, is measured at the beginning, in the middle and at the end.
All of it is recorded, and how long picture and sound of the file are stands beside the wall clock.
"""

import argparse
import asyncio
import sys
from typing import Final

import aiohttp
import msgspec

from mcu import clock
from mcu.messages import BadOfferError
from mcu.video.layout import Rect, arrange
from signaling.bench import measure
from signaling.bench.crowd import Load, crowd
from signaling.bench.lipsync import Beacon, Offset, beacon, watch
from signaling.bench.load import CANVAS, Plan
from signaling.bench.processes import Pressure
from signaling.bench.recorded import Recorded, recording
from signaling.bench.relay import Relay
from signaling.bench.server import MEETING, Server, server
from signaling.bench.trouble import Trouble, clips, playing
from signaling.bench.witness import NS_PER_MS, quantiles

POINTS: Final = 4
WARM_UP_S: Final = 30.0
"""Seconds of visits until every pool and cache has what it keeps."""

STRETCH_S: Final = 14.0
VISIT_S: Final = 5.0
PATIENCE: Final = 5
TURNED_AWAY: Final = (OSError, RuntimeError, BadOfferError, aiohttp.ClientError)
TELL_S: Final = 60.0
"""Seconds between two lines about how far it is."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What the server holds."""

    rss_mib: float
    used_mib: float | None
    """Of the C library, without the holes that its arenas keep: what a leak would be among."""
    threads: int
    files: int
    tasks: int
    """Of the event loop."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """What the four received for some seconds."""

    fps_min: float | None
    delay_p50_ms: float | None
    audio_gap_p99_ms: float | None
    lost: int
    apart: Offset


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of."""

    minutes: float
    points: int
    clock_ppm: int
    visits: int
    """How often somebody joined and left."""
    turned_away: int
    """How often that failed."""
    begin: Held
    end: Held
    growth: Held
    growth_late: Held
    """In the second half alone: what goes on growing."""
    first: Stretch
    middle: Stretch
    last: Stretch
    apart_most_ms: float | None
    """The largest of their medians: 40 ms are the limit."""
    errors: int
    """Lines of the server's log that are errors."""
    exceptions: int
    """Those of them that nobody has handled."""
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
    clips()  # a visitor that made them in the meeting would silence the beacon, which is then gone
    async with server(POINTS + 2) as measured, Relay(measured.media) as relay:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[:POINTS]),
            seen=POINTS,
            heard=1,
            codec="VP8",
            beside=2,
        )
        async with crowd(plan) as load, beacon(measured, measured.tokens[POINTS]) as seen:
            course = _Course(measured, relay, load, seen)
            async with recording(measured, measured.tokens[POINTS]):
                await course.visit()
            await course.go_on(WARM_UP_S)
            first, begin, pressure = await course.stretch(), await _held(measured), Pressure()
            async with recording(measured, measured.tokens[POINTS]) as recorded:
                await course.go_on(minutes * 30)
                middle, half = await course.stretch(), await _held(measured)
                await course.go_on(minutes * 30)
                full = await _held(measured)
            last, end = await course.stretch(), await _held(measured)
            errors, exceptions = measured.errors(), measured.exceptions()
    apart = [one.apart.median_ms for one in (first, middle, last)]
    return Result(
        minutes=minutes,
        points=POINTS + 1,
        clock_ppm=200,
        visits=course.visits,
        turned_away=course.turned_away,
        begin=begin,
        end=end,
        growth=_growth(begin, end),
        growth_late=_growth(half, full),
        first=first,
        middle=middle,
        last=last,
        apart_most_ms=max((abs(one) for one in apart if one is not None), default=None),
        errors=errors,
        exceptions=exceptions,
        recorded=recorded[0],
        cpu_pressure=pressure.share(),
    )


class _Course:
    """A meeting that goes on and on."""

    def __init__(self, measured: Server, relay: Relay, load: Load, seen: Beacon) -> None:
        self.visits = self.turned_away = 0
        self._measured = measured
        self._relay = relay
        self._load = load
        self._seen = seen
        self._begin = self._told = clock.now()

    async def go_on(self, seconds: float) -> None:
        """Let somebody come and go for so long, and tell now and then how it is."""
        end_at = clock.now() + round(seconds * clock.NS_PER_S)
        while clock.now() < end_at:
            await self.visit()
            await asyncio.sleep(VISIT_S)
            if clock.now() - self._told > TELL_S * clock.NS_PER_S:
                self._told = clock.now()
                await self._tell()

    async def visit(self) -> None:
        """Join, take part for a moment, leave; the seat is the same each time."""
        visitor = Trouble(self._measured, self._measured.tokens[-1], self._relay)
        try:
            async with playing(visitor):
                await asyncio.sleep(VISIT_S)
            self.visits += 1
        except TURNED_AWAY as error:
            self._refused(error)

    async def stretch(self) -> Stretch:
        """Measure what is received for some seconds."""
        tile = arrange(POINTS + 2, *CANVAS).tiles[POINTS]
        await self._load.mark()
        apart = await self._watch(tile)
        report = await self._load.mark()
        found = Stretch(
            fps_min=measure.rounded(report.fps_min, 2),
            delay_p50_ms=quantiles([round(ms * NS_PER_MS) for ms in report.delays_ms]).p50,
            audio_gap_p99_ms=report.audio_gap_p99_ms,
            lost=report.lost,
            apart=apart,
        )
        await self._tell(found)
        return found

    async def _watch(self, tile: Rect) -> Offset:
        """Look and listen; who is turned away tries again, as people do."""
        token = self._measured.tokens[-1]
        for _ in range(PATIENCE):
            try:
                return await watch(self._measured, token, self._seen, tile, STRETCH_S)
            except TURNED_AWAY as error:
                self._refused(error)
        # Half an hour of figures is not to be lost for one of them.
        return Offset(median_ms=None, least_ms=None, most_ms=None, flashes=0, beeps=0)

    def _refused(self, error: Exception) -> None:
        self.turned_away += 1
        sys.stderr.write(f"a visitor was turned away: {error}\n")

    async def _tell(self, found: Stretch | None = None) -> None:
        said = msgspec.json.encode(found or await _held(self._measured)).decode()
        minutes = (clock.now() - self._begin) / clock.NS_PER_S / 60
        errors = self._measured.errors()
        sys.stderr.write(f"{minutes:.1f} min, {self.visits} visits, {errors} errors: {said}\n")


def _growth(before: Held, after: Held) -> Held:
    known = before.used_mib is not None and after.used_mib is not None
    return Held(
        rss_mib=round(after.rss_mib - before.rss_mib, 1),
        used_mib=round((after.used_mib or 0) - (before.used_mib or 0), 1) if known else None,
        threads=after.threads - before.threads,
        files=after.files - before.files,
        tasks=after.tasks - before.tasks,
    )


async def _held(measured: Server) -> Held:
    threads, files = measured.held()
    return Held(
        rss_mib=round(measured.usage().rss, 1),
        used_mib=await measured.used_mib(),
        threads=threads,
        files=files,
        tasks=await measured.tasks(),
    )
