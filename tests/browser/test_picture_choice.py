"""Less of the picture both ways, or the sound alone, as a person chooses; and all of it again."""

import asyncio
from functools import partial

from tests.browser import probes
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS, cheap, until_loud
from tests.browser.room import PICTURE, Room, by_id
from tests.cheap import playing
from tests.patience import PATIENCE
from tests.server import Server

HEIGHT = (
    "([selector, least, most]) => { const h = document.querySelector(selector).videoHeight;"
    " return least <= h && h <= most; }"
)

SENT = """async ([least, most]) => {
  const [, camera] = window.__peers.at(-1).getTransceivers();
  const all = [...(await camera.sender.getStats()).values()];
  const { frameWidth } = all.find(({ type }) => type === "outbound-rtp");
  return least <= frameWidth && frameWidth <= most;
}"""
"""Whether the own camera is sent in a width within limits."""


async def choose(room: Room, choice: str) -> None:
    """Open the menu, choose, and close it."""
    await room.click("more")
    await room.page.click(f"{by_id('picture-choice')} input[value='{choice}']")
    await room.page.press("Escape")


async def frames(room: Room) -> int:
    """Return how many pictures the browser has decoded so far."""
    return (await probes.stats(room.page)).frames_decoded


async def until_high(room: Room, least: int, most: int) -> None:
    """Wait until the picture's height lies within limits, and moves."""
    await room.page.wait_for(HEIGHT, [PICTURE, least, most])
    before = await frames(room)
    async with asyncio.timeout(PATIENCE):
        while True:
            await asyncio.sleep(0.1)
            if await frames(room) >= before + 10:
                return


async def test_saver_sound_alone_and_back(server: Server, launch: Launch) -> None:
    browser = await launch("chromium", SIGNS["nam-dinh"])
    async with playing(cheap(server, "hai-hau")):
        room = await Room.enter(browser, server.link(MEETING, "nam-dinh"))
        await until_high(room, 720, 720)

        await choose(room, "saver")
        await until_high(room, 1, 360)
        await room.page.wait_for(SENT, [1, 256])

        await choose(room, "sound")
        await room.page.wait_for("(it) => !!document.querySelector(it)", by_id("sound-only"))
        await until_still(room)
        await until_loud(partial(probes.sound, room.page, 2, PICTURE), SIGNS["hai-hau"])
        assert (await room.state())["media"] == "live"

        # The computer remembers, and so does the seat: a reload changes nothing.
        await room.page.reload()
        await room.page.wait_for("() => window.__diemcau?.state?.media === 'live'")
        await room.page.wait_for("(it) => !!document.querySelector(it)", by_id("sound-only"))
        await until_still(room)

        await room.click("show-picture")
        await until_high(room, 720, 720)
        await room.page.wait_for(SENT, [480, 1280])
        gone = "(it) => !document.querySelector(it)"
        await room.page.wait_for(gone, by_id("sound-only"))
        assert room.page.reports("exception", "error", "request") == []
        assert "path=direct" in server.log or '"path": "direct"' in server.log


async def until_still(room: Room) -> None:
    """Wait until no picture comes for a second."""
    async with asyncio.timeout(PATIENCE):
        while True:
            before = await frames(room)
            await asyncio.sleep(1)
            if await frames(room) == before:
                return
