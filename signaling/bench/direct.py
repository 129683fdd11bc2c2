"""The pages of `turns` from browser to browser, without a server: what is Chromium's own of a turn.

The same two windows of the same browser in a call of their own, with the camera and microphone of
both: once as products do by default, and once with what our page and our answer tell the browser.
"""

import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import web

from signaling.bench.browser import Page
from signaling.bench.chromium import Chromium
from signaling.bench.guest import playing_chromium
from signaling.bench.processes import Pressure
from signaling.bench.server import LOOPBACK, free_port
from signaling.bench.turns import SHARED, STAND_S, TITLE, Book, Turns, open_paper

SCRIPT: Final = (Path(__file__).parent / "direct.js").read_text(encoding="utf-8")


class Settings(msgspec.Struct, frozen=True):
    """What a page is shared with."""

    bitrate: int
    """Bits per second at most (`maxBitrate`)."""
    least: int
    """Pictures a second that are captured though nothing changes; 0 is as the browser likes."""
    believed: int | None
    """kbit/s that the line is tried for at most; None is as the browser likes."""


USUAL: Final = Settings(bitrate=2_500_000, least=0, believed=None)
OURS: Final = Settings(bitrate=6_000_000, least=24, believed=20_000)
"""As web/src/media has it while a page stands (`room`, `screen`), and the server's answer."""


class Direct(msgspec.Struct, frozen=True, kw_only=True):
    """Turns of pages that stood; see `turns.Turned`."""

    usual: Turns
    ours: Turns
    waiting: float | None
    chromium: str


async def turn_directly(turns: int, stand_s: float = STAND_S) -> Direct:
    """Turn pages in a call with the usual settings, and in one with ours."""
    pressure = Pressure()
    usual, _ = await _turned(USUAL, turns, stand_s)
    ours, version = await _turned(OURS, turns, stand_s)
    return Direct(usual=usual, ours=ours, waiting=pressure.share(), chromium=version)


async def _turned(settings: Settings, turns: int, stand_s: float) -> tuple[Turns, str]:
    async with playing_chromium(shares=TITLE) as one, _blank() as url:
        paper = await open_paper(one)
        presenter, reader = await _window(one, url), await _window(one, url)
        offer = await presenter.evaluate(
            "(settings) => window.__direct.offer(settings)", msgspec.to_builtins(settings)
        )
        answer = await reader.evaluate("(sdp) => window.__direct.answer(sdp)", offer)
        accept = "(sdp, most) => window.__direct.accept(sdp, most)"
        await presenter.evaluate(accept, answer, settings.believed)
        await reader.until(SHARED)
        book = Book(paper, presenter, reader)
        await book.learn()
        return await book.turn(turns, stand_s), one.version


async def _window(one: Chromium, url: str) -> Page:
    page = await one.page(url)
    await page.evaluate(f"() => {{ {SCRIPT} }}")
    return page


@contextlib.asynccontextmanager
async def _blank() -> AsyncIterator[str]:
    """Serve an empty page: browsers share no tab with one that has no address."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>call</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, free_port(socket.SOCK_STREAM))
        await site.start()
        yield site.name
    finally:
        await runner.cleanup()
