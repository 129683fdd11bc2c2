"""`diemcau bench delay`: from glass to glass and from mouth to ear, with a real browser.

Nine points on loopback: two windows of one Chromium, or Firefox, in the real room, the others cheap
clients that send what their tile shows and are silent. The first window's camera shows numbered
pictures, its microphone beeps; a page of Firefox draws both itself. `picture_ms` is from the moment
a picture leaves the camera until the mixed one that holds it is due on the screen: in the same
window, whose picture goes the way of anybody's. `sound_ms`, measured afterwards, is from a beep at
the first window's microphone until the second one plays it; sound devices are not in it, nor the
browser's clean-up of speech, which takes beeps for noise.
"""

import argparse
import asyncio
import sys
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from signaling.bench import measure
from signaling.bench.browser import KINDS, PATIENCE_S, Browser, Kind
from signaling.bench.devices import BEEP_EVERY_S, FPS, HEIGHT, WIDTH
from signaling.bench.guest import Guest
from signaling.bench.measure import Delay
from signaling.bench.processes import Pressure
from signaling.bench.server import Server
from signaling.bench.visited import visited
from signaling.bench.witness import NS_PER_MS, quantiles

SETTLE_S = 5.0
"""Seconds until the browser's bandwidth estimate and all jitter buffers have settled."""

LONGEST_MS = BEEP_EVERY_S * 1000 * 0.9
"""A beep that is heard later than this after one was said is taken for another's."""

ENOUGH = 5
"""Pictures and beeps below which quantiles say nothing."""

STRAINED = 0.2
"""Above this share of time in which somebody waited for a processor, delays are the machine's."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The figures, with the inputs they are of."""

    points: int
    seconds: float
    sent: str
    picture_ms: Delay
    pictures: int
    """How many pictures were found again."""
    shown_fps: float
    sound_ms: Delay
    beeps: int
    beeps_said: int
    page_faults: int
    cpu_pressure: float | None
    """Share of the time in which something on this machine waited for a processor."""
    browser: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--points", type=int, default=9, help="meeting points, from 2")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the measurement")
    parser.add_argument("--browser", choices=KINDS, default="chromium")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    measure.say([asyncio.run(_measure(max(args.points, 2), args.seconds, args.browser))])
    return 0


async def _measure(points: int, seconds: float, kind: Kind) -> Result:
    async with visited(points, guests=2, heard=0, kind=kind) as (one, measured, sent):
        first = await Guest.arrive(one, measured.url, measured.tokens[0])
        await first.click("use-microphone")
        await first.enter()
        # The second point's place is kept with a placard until it comes.
        await first.watch(points - 1, 0)
        await asyncio.sleep(SETTLE_S)
        await first.forget("delays", "shown")
        pressure = Pressure()
        lasted = await _until(seconds, lambda: _seen(first))
        delays, pictures = await first.probe("delays"), await first.probe("shown")
        strain = pressure.share()
        said, heard = await _listen(one, measured, first, seconds)
        _warn(strain)
        return Result(
            points=points,
            seconds=seconds,
            sent=f"{WIDTH}×{HEIGHT} at {FPS} fps, others {sent.width}×{sent.height}",
            picture_ms=_quantiles(delays),
            pictures=len(delays),
            shown_fps=round(len(pictures) / lasted, 2),
            sound_ms=_quantiles(paired(said, heard)),
            beeps=len(heard),
            beeps_said=len(said),
            page_faults=len(one.faults),
            cpu_pressure=strain,
            browser=one.version,
        )


async def _listen(
    one: Browser, measured: Server, first: Guest, seconds: float
) -> tuple[list[float], list[float]]:
    """Return when the first guest's beeps were said, and when a second one heard them."""
    second = await Guest.arrive(one, measured.url, measured.tokens[1])
    await second.enter()
    await second.hear()
    await asyncio.sleep(SETTLE_S)
    await first.forget("said")
    await second.forget("heard")
    await _until(seconds, lambda: _paired(first, second))
    return await first.probe("said"), await second.probe("heard")


async def _seen(guest: Guest) -> int:
    return len(await guest.probe("delays"))


async def _paired(first: Guest, second: Guest) -> int:
    return len(paired(await first.probe("said"), await second.probe("heard")))


async def _until(seconds: float, found: Callable[[], Awaitable[int]]) -> float:
    """Wait for so long, and longer until enough is found to say something; return how long."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await asyncio.sleep(seconds)
    last = begin + seconds + PATIENCE_S
    while loop.time() < last and await found() < ENOUGH:  # noqa: ASYNC110 - the page is asked
        await asyncio.sleep(1)
    return loop.time() - begin


def _warn(strain: float | None) -> None:
    if strain is not None and strain > STRAINED:
        sys.stderr.write(f"this machine was short of processors for {strain:.0%} of the time\n")


def paired(said: Sequence[float], heard: Sequence[float]) -> list[float]:
    """Return the delays of those sounds (ms) that were heard, each after the last one said."""
    delays = []
    for at in heard:
        place = bisect_left(said, at)
        if place and at - said[place - 1] < LONGEST_MS:
            delays.append(at - said[place - 1])
    return delays


def _quantiles(milliseconds: Sequence[float]) -> Delay:
    return quantiles([round(one * NS_PER_MS) for one in milliseconds])
