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

KINDS: dict[Kind, str] = {"chromium": "nam-dinh", "firefox": "truc-ninh"}
"""Browser → the point that it is."""


async def falls_silent(room: Room) -> None:
    """Neither send nor see anything."""
    await room.click("camera")
    await choose(room, "sound")
    await room.page.wait_for("(it) => !!document.querySelector(it)", by_id("sound-only"))
    await until_still(room)


@pytest.mark.timeout(180)
async def test_who_sends_nothing_stays(server: Server, launch: Launch) -> None:
    other = SIGNS["hai-hau"]
    async with playing(cheap(server, "hai-hau")):
        rooms = []
        for kind, point in KINDS.items():
            browser = await launch(kind, SIGNS[point])
            rooms.append(await Room.enter(browser, server.link(MEETING, point), microphone=False))
            await falls_silent(rooms[-1])
        begun = [await so_far(room) for room in rooms]
        await asyncio.sleep(QUIET_S)
        for room, (peers, packets) in zip(rooms, begun, strict=True):
            assert (await room.state())["media"] == "live"
            now = await so_far(room)
            assert now[0] == peers, "the same session"
            assert now[1] > packets + 10 * QUIET_S
            heard = await probes.sound(room.page, 2, PICTURE)
            assert signs.levels(heard, other)[other] > FAINT_DB
            assert room.page.reports("exception", "error", "request") == []


async def so_far(room: Room) -> tuple[int, int]:
    """Return how many connections the page has made, and the packets of sound that came."""
    peers = await room.page.evaluate("() => window.__peers.length")
    return peers, (await probes.stats(room.page)).audio_packets
