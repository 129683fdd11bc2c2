"""`diemcau bench join`: from the click on "enter" to the first mixed picture, with a real browser.

Eight cheap clients are in the meeting; a window of Chromium, or of Firefox, follows its link, waits
for its camera, clicks, and is closed again, over and over. On the bad line everything of it, media,
HTTP and the WebSocket, takes 150 ms each way, and one packet in twenty is lost each way; what TCP
makes of that is modelled (`signaling.bench.tcp`). `steps_ms` says what the time was spent on.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

import msgspec
import numpy as np

from signaling.bench import measure
from signaling.bench.browser import KINDS, Browser, BrowserError, Kind
from signaling.bench.guest import Guest
from signaling.bench.line import Conditions
from signaling.bench.measure import UNKNOWN, Delay, rounded
from signaling.bench.processes import Pressure
from signaling.bench.relay import Relay
from signaling.bench.server import Server
from signaling.bench.tcp import TcpRelay
from signaling.bench.visited import visited

LINES: Final = {"clean": Conditions(), "150ms-5%": Conditions(delay_ms=150, loss=0.05)}
LIMITS_S: Final = {"clean": 1.0, "150ms-5%": 2.5}
"""What is promised, for the 95th percentile."""

MARKS: Final = {
    "clicked": "",
    "offered": "page and offer",
    "answered": "HTTP request",
    "ice connected": "ICE",
    "peer connected": "DTLS",
    "shown": "first picture",
}
"""Moments in their order, each with the step that ends there."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One line's figures, with the inputs they are of."""

    line: str
    delay_ms: float
    loss: float
    joins: int
    failed: int
    """Joins without a picture after 30 s."""
    first_picture_ms: Delay
    slowest_ms: float | None
    limit_ms: float
    steps_ms: dict[str, Delay]
    cpu_pressure: float | None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All lines."""

    points: int
    browser: str
    lines: list[Figures]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--joins", type=int, default=20, help="joins over each line")
    parser.add_argument("--line", choices=list(LINES), help="only this one (default: both)")
    parser.add_argument("--points", type=int, default=9, help="meeting points, from 2")
    parser.add_argument("--browser", choices=KINDS, default="chromium")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    names = list(LINES) if args.line is None else [args.line]
    measure.say([asyncio.run(_measure(names, max(args.points, 2), args.joins, args.browser))])
    return 0


async def _measure(names: Sequence[str], points: int, joins: int, kind: Kind) -> Result:
    async with visited(points, guests=1, heard=1, kind=kind) as meeting:
        one = meeting.browser
        found = [await _line(one, meeting.server, name, joins) for name in names]
        return Result(points=points, browser=one.version, lines=found)


async def _line(one: Browser, measured: Server, name: str, joins: int) -> Figures:
    conditions = LINES[name]
    address = urlsplit(measured.url)
    pressure = Pressure()
    taken: list[dict[str, float]] = []
    failed = 0
    for seed in range(joins):
        async with contextlib.AsyncExitStack() as stack:
            web = TcpRelay((address.hostname or "", address.port or 0), conditions, seed=seed)
            media = Relay(measured.media, up=conditions, down=conditions, seed=seed)
            await stack.enter_async_context(web)
            await stack.enter_async_context(media)
            guest = await Guest.arrive(one, web.url, measured.tokens[0], media.address)
            stack.push_async_callback(guest.leave)
            try:
                await guest.enter()
                taken.append(await guest.probe("marks"))
            except BrowserError as error:
                failed += 1
                sys.stderr.write(f"join {seed} over {name}: {error}\n")
    whole = [marks["shown"] - marks["clicked"] for marks in taken]
    return Figures(
        line=name,
        delay_ms=conditions.delay_ms,
        loss=conditions.loss,
        joins=joins,
        failed=failed,
        first_picture_ms=_delay(whole),
        slowest_ms=rounded(max(whole, default=None)),
        limit_ms=LIMITS_S[name] * 1000,
        steps_ms={
            MARKS[until]: _delay([m[until] - m[since] for m in taken if until in m and since in m])
            for since, until in pairwise(MARKS)
        },
        cpu_pressure=pressure.share(),
    )


def _delay(milliseconds: Sequence[float]) -> Delay:
    """Return median and 95th percentile, the latter rounded up to one that was measured."""
    if not milliseconds:
        return UNKNOWN
    p50, p95 = np.quantile(milliseconds, [0.5, 0.95], method="higher")
    return Delay(round(float(p50), 1), round(float(p95), 1))
