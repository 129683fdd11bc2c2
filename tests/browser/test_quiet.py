"""A browser that has nothing to send stays in the meeting, and hears it."""

import asyncio

import pytest

from tests.browser import probes, signs
from tests.browser.browser import Kind
from tests.browser.conftest import Launch
from tests.browser.meeting import FAINT_DB, MEETING, SIGNS, cheap
from tests.browser.room import PICTURE, Room, by_id
from tests.browser.test_picture_choice import choose, until_still
from tests.cheap import playing
from tests.server import Server

QUIET_S = 20
"""Longer than the server waits for anybody: a consent check comes every 4 to 6 s."""


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("kind", "point"), [("chromium", "nam-dinh"), ("firefox", "truc-ninh")])
async def test_who_sends_nothing_stays(
    server: Server, launch: Launch, kind: Kind, point: str
) -> None:
    browser = await launch(kind, SIGNS[point])
    other = SIGNS["hai-hau"]
    async with playing(cheap(server, "hai-hau")):
        link = server.link(MEETING, point)
        room = await Room.enter(browser, link, microphone=False)
        await room.click("camera")
        await choose(room, "sound")
        await room.page.wait_for("(it) => !!document.querySelector(it)", by_id("sound-only"))
        await until_still(room)
        peers = await room.page.evaluate("() => window.__peers.length")
        before = (await probes.stats(room.page)).audio_packets
        await asyncio.sleep(QUIET_S)
        assert (await room.state())["media"] == "live"
        assert await room.page.evaluate("() => window.__peers.length") == peers, "the same session"
        assert (await probes.stats(room.page)).audio_packets > before + 10 * QUIET_S
        heard = await probes.sound(room.page, 2, PICTURE)
        assert signs.levels(heard, other)[other] > FAINT_DB
        assert room.page.reports("exception", "error", "request") == []
