"""A meeting on loopback that real browsers are to visit: server, browser, and the cheap clients."""

import contextlib
from collections.abc import AsyncIterator
from typing import NamedTuple

from signaling.bench.chromium import Chromium
from signaling.bench.clips import Sent
from signaling.bench.crowd import crowd
from signaling.bench.guest import browser
from signaling.bench.load import Plan
from signaling.bench.product import shown
from signaling.bench.server import MEETING, Server, server


class Visited(NamedTuple):
    """The browser, and the meeting: its first tokens are for guests, of the others all are in."""

    browser: Chromium
    server: Server
    sent: Sent
    """What each cheap client sends, whose tile shows no more."""


@contextlib.asynccontextmanager
async def visited(points: int, *, guests: int, heard: int) -> AsyncIterator[Visited]:
    """Run a meeting of `points`, all but `guests` of them cheap clients, of which `heard` talk."""
    sent = shown(points)
    async with browser() as one, server(points) as measured:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[guests:]),
            seen=points - guests,
            heard=heard,
            codec="VP8",
            width=sent.width,
            height=sent.height,
            fps=sent.fps,
            bitrate=sent.bitrate,
            probes=False,
        )
        async with crowd(plan):
            yield Visited(one, measured, sent)
