"""Private talk: a console and a point hear each other, and nobody else hears them."""

import asyncio
from pathlib import Path

from tests.browser import probes, signs
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.meeting import DOWN_DB, FAINT_DB, MEETING, cheap
from tests.browser.room import PICTURE, Room, by_id
from tests.browser.signs import GREEN, RED, YELLOW, Sign
from tests.browser.test_axe import AXE, serious
from tests.cheap import CheapPoint, playing
from tests.patience import PATIENCE
from tests.server import Server

PROGRAM = by_id("program-picture")

WATCH_MICROPHONE = """
{
  const media = navigator.mediaDevices;
  const open = media.getUserMedia.bind(media);
  window.__opened = [];
  media.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.__opened.push(...stream.getAudioTracks());
    return stream;
  };
}
"""
OPEN = "() => window.__opened.filter((track) => track.readyState === 'live').length"
SEEN = "(selector) => !!document.querySelector(selector)"
SAYS = "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)"


async def until_heard(page: Page, media: str, sign: Sign, *, but: Sign) -> None:
    """Wait until a page hears one tone well, and not its own."""
    heard: dict[Sign, float] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = signs.levels(await probes.sound(page, 1, media), sign, but)
                if heard[sign] > FAINT_DB and heard[but] < heard[sign] - DOWN_DB:
                    return
    except TimeoutError:
        raise TimeoutError(f"{heard}") from None


def hears_neither(listener: CheapPoint) -> bool:
    heard = signs.levels(listener.sound(2), RED, GREEN)
    return max(heard.values()) < FAINT_DB - DOWN_DB


async def test_two_talk_and_a_third_hears_nothing(
    server: Server, launch: Launch, output: Path
) -> None:
    third, fourth = cheap(server, "giao-thuy", "y-yen")
    async with playing([third, fourth]):
        at_centre, at_point = await asyncio.gather(
            launch("chromium", RED), launch("chromium", GREEN)
        )
        console = await at_centre.page(
            server.console(MEETING), scripts=[probes.WATCH_PEERS, WATCH_MICROPHONE, AXE]
        )
        room = await Room.enter(at_point, server.link(MEETING, "hai-hau"), scripts=[AXE])
        await room.click("microphone")
        await room.until(microphone=False)
        await console.wait_for(SEEN, PROGRAM)
        assert await console.evaluate(OPEN) == 0

        # The centre is heard at once; the point only once it lets itself be heard.
        await console.click(by_id("row-hai-hau"))
        await console.press("r")
        await console.wait_for(SEEN, by_id("talk"))
        await room.page.wait_for(SEEN, by_id("talk"))
        await room.until(standing="privateShut")
        await until_heard(room.page, PICTURE, RED, but=GREEN)
        assert await console.evaluate(OPEN) == 1
        await console.wait_for(SAYS, [by_id("talk-answered"), "chưa trả lời"])
        # The meeting goes on, more softly.
        async with asyncio.timeout(PATIENCE):
            heard = {YELLOW: -120.0}
            while heard[YELLOW] <= FAINT_DB - 15:
                heard = signs.levels(await probes.sound(console, 1, PROGRAM), GREEN, YELLOW)
                assert heard[GREEN] < FAINT_DB - DOWN_DB

        await room.click("answer")
        await room.until(standing="private")
        await console.wait_for(SAYS, [by_id("talk-answered"), "đang bật"])
        await until_heard(console, PROGRAM, GREEN, but=RED)
        await until_heard(room.page, PICTURE, RED, but=GREEN)
        assert not await console.evaluate("(s) => document.querySelector(s).muted", PROGRAM)
        assert hears_neither(third)
        for page, name in ((console, "console"), (room.page, "room")):
            await page.screenshot(output / "screens" / f"talk-{name}-laptop.png")
            assert await serious(page) == []

        # It ends for both: nothing is open or heard that was not before.
        await console.press("r")
        await room.until(standing="talkingMuted")
        await console.wait_for("(s) => !document.querySelector(s)", by_id("talk"))
        await console.wait_for(f"() => ({OPEN})() === 0")
        assert await console.evaluate("(s) => document.querySelector(s).muted", PROGRAM)
        await asyncio.sleep(2.5)
        assert hears_neither(third)
        assert console.reports("exception") == room.page.reports("exception") == []
