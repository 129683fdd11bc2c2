"""A browser that has nothing to send stays in the meeting, and hears it."""

import asyncio
from functools import partial

from mcu.clock import NS_PER_S
from mcu.rtc.liveness import QUIET_LIMIT
from tests.browser import probes
from tests.browser.browser import Kind
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS, cheap, until_loud
from tests.browser.room import PICTURE, Room, by_id
from tests.browser.test_picture_choice import choose, until_still
from tests.cheap import playing
from tests.server import Server

QUIET_S = QUIET_LIMIT / NS_PER_S + 2
"""Longer than the server waits for anybody: a consent check comes every 4 to 6 s."""

KINDS: dict[Kind, str] = {"chromium": "nam-dinh", "firefox": "truc-ninh"}
"""Browser → the point that it is."""


async def falls_silent(room: Room) -> None:
    """Neither send nor see anything."""
    await room.click("camera")
    await choose(room, "sound")
    await room.page.wait_for("(it) => !!document.querySelector(it)", by_id("sound-only"))
    await until_still(room)


async def test_who_sends_nothing_stays(server: Server, launch: Launch) -> None:
    async def sits(kind: Kind, point: str) -> Room:
        browser = await launch(kind, SIGNS[point])
        room = await Room.enter(browser, server.link(MEETING, point), microphone=False)
        await falls_silent(room)
        return room

    async with playing(cheap(server, "hai-hau")):
        rooms = await asyncio.gather(*(sits(kind, point) for kind, point in KINDS.items()))
        begun = await asyncio.gather(*map(so_far, rooms))
        await asyncio.sleep(QUIET_S)
        await asyncio.gather(*map(has_stayed, rooms, begun))


async def has_stayed(room: Room, begun: tuple[int, int]) -> None:
    """See that it is the same session as before, through which the meeting is still heard."""
    (peers, packets), (peers_now, packets_now) = begun, await so_far(room)
    assert (await room.state())["media"] == "live"
    assert peers_now == peers, "the same session"
    assert packets_now > packets, "it heard the meeting meanwhile"
    await until_loud(partial(probes.sound, room.page, 2, PICTURE), SIGNS["hai-hau"])
    assert room.page.reports("exception", "error", "request") == []


async def so_far(room: Room) -> tuple[int, int]:
    """Return how many connections the page has made, and the packets of sound that came."""
    peers = await room.page.evaluate("() => window.__peers.length")
    return peers, (await probes.stats(room.page)).audio_packets
