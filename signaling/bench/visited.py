"""A meeting on loopback that real browsers are to visit: server, browser, and the cheap clients."""

import contextlib
import socket
from collections.abc import AsyncIterator
from typing import NamedTuple

from signaling.bench.browser import Browser, Kind
from signaling.bench.clips import Sent
from signaling.bench.crowd import crowd
from signaling.bench.guest import browser
from signaling.bench.load import Plan
from signaling.bench.product import shown
from signaling.bench.server import LOOPBACK, MEETING, Server, server


class Visited(NamedTuple):
    """The browser, and the meeting: its first tokens are for guests, of the others all are in."""

    browser: Browser
    server: Server
    sent: Sent
    """What each cheap client sends, whose tile shows no more."""


@contextlib.asynccontextmanager
async def visited(
    points: int, *, guests: int, heard: int, kind: Kind = "chromium"
) -> AsyncIterator[Visited]:
    """Run a meeting of `points`, all but `guests` of them cheap clients, of which `heard` talk."""
    sent = shown(points)
    host = LOOPBACK if kind == "chromium" else _outside()
    async with browser(kind) as one, server(points, host) as measured:
        plan = Plan(
            url=measured.url,
            meeting=MEETING,
            tokens=list(measured.tokens[guests:]),
            seen=points - guests,
            heard=heard,
            codec="VP8",
            sent=sent,
            probes=False,
        )
        async with crowd(plan):
            yield Visited(one, measured, sent)


def _outside() -> str:
    """Return an address of this machine that Firefox calls: it never calls the loopback's."""
    with socket.socket(type=socket.SOCK_DGRAM) as one, contextlib.suppress(OSError):
        one.connect(("192.0.2.1", 9))  # nothing is sent: it only chooses a way out
        return str(one.getsockname()[0])
    return LOOPBACK
