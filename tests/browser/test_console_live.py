"""The console of a meeting that is held, with pictures and sound, over its server's death."""

import asyncio
import base64
from pathlib import Path

from tests.browser import signs
from tests.browser.browser import TV, Page, decode_png
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS, cheap
from tests.browser.room import by_id
from tests.browser.signs import Sign
from tests.browser.test_console import MOUSE
from tests.browser.test_screens import FAULTS
from tests.cheap import playing
from tests.patience import PATIENCE
from tests.server import Server

HERE = ("nam-dinh", "hai-hau", "giao-thuy", "y-yen")

IMAGE = """
(selector) => {
  const image = document.querySelector(selector);
  if (!image?.naturalWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}
"""


async def until_shows(page: Page, selector: str, sign: Sign) -> None:
    """Wait until an <img> is filled with a point's colour."""
    async with asyncio.timeout(PATIENCE):
        while True:
            png = await page.wait_for(IMAGE, selector)
            picture = decode_png(base64.b64decode(png))
            area = sign.find(picture)
            if area is not None and area.width > 0.8 * picture.shape[1]:
                return
            await asyncio.sleep(0.2)


async def second_screen(page: Page, output: Path) -> None:
    """A window of its own, which follows the first, shows all points and survives a reload."""
    wall = await page.open(by_id("wall-link"), TV)
    for again in (False, True):
        if again:
            await wall.reload()
        await wall.wait_for("(s) => !!document.querySelector(s)", by_id("turn-hai-hau"))
        await wall.wait_for(
            "(s) => document.querySelector(s)?.videoWidth > 0", by_id("program-picture")
        )
        for point in HERE:
            await until_shows(wall, f"{by_id(f'still-{point}')} img", SIGNS[point])
        pressed = "(s) => document.querySelector(s)?.getAttribute('aria-pressed') === 'true'"
        # A tab behind another draws no frames for a real click to wait for.
        await page.evaluate("(s) => document.querySelector(s).click()", by_id("row-y-yen"))
        await wall.wait_for(pressed, by_id("still-y-yen"))
        await wall.click(by_id("still-giao-thuy"))
        await page.wait_for(
            "(s) => document.querySelector(s)?.textContent.includes('Giao Thủy')", by_id("chosen")
        )
    await composed_on_both(page, wall)
    await wall.screenshot(output / "screens" / "console-wall-tv.png")
    assert await wall.evaluate(FAULTS, MOUSE) == []
    assert wall.reports("exception") == []
    await wall.close()


async def composed_on_both(page: Page, wall: Page) -> None:
    """What is composed on one screen is previewed on the other, until it is left there."""
    previewed = f"{by_id('preview')} .next-scene"
    await wall.press("Shift+3")
    await page.wait_for("(s) => !!document.querySelector(s)", previewed)
    await page.evaluate("(s) => document.querySelector(s).click()", by_id("tab-scenes"))
    leave = "(s) => { const it = document.querySelector(s); it?.click(); return !!it; }"
    await page.wait_for(leave, by_id("composer-leave"))
    await wall.wait_for("(s) => !document.querySelector(s)", previewed)


async def says(page: Page, place: str, text: str) -> None:
    """Wait until a part of the console says something."""
    said = "(s, text) => document.querySelector(s)?.textContent.includes(text)"
    await page.wait_for(said, by_id(place), text)


async def is_there(page: Page, name: str) -> None:
    await page.wait_for("(s) => !!document.querySelector(s)", by_id(name))


async def is_gone(page: Page, name: str) -> None:
    await page.wait_for("(s) => !document.querySelector(s)", by_id(name))


async def test_a_real_meeting_is_led(server: Server, launch: Launch, output: Path) -> None:
    browser = await launch("chromium", signs.RED)
    async with playing(cheap(server, *HERE)):
        page = await browser.page(server.console(MEETING))
        await says(page, "present", "4/6")
        await page.click(by_id("open-meeting"))
        await says(page, "phase", "Đang họp")
        await calls_a_point(page, output)
        await second_screen(page, output)
        await calls_the_roll(page, output)
        # A refusal is the server's own sentence, where it was asked.
        await page.click(by_id("row-vu-ban"))
        await page.press("p")
        await says(page, "preview", "Huyện Vụ Bản")
        await page.press("Enter")
        await says(page, "preview", "hiện không có mặt")
        await outlives_its_server(page, server, output)
        assert page.reports("exception") == []


async def calls_a_point(page: Page, output: Path) -> None:
    """Seen and measured before it is on air, put there by one act; a stop is taken back."""
    await page.click(by_id("row-nam-dinh"))
    await page.press("p")
    await until_shows(page, f"{by_id('preview')} img", signs.RED)
    await page.wait_for("(s) => document.querySelector(s)?.value > 0.1", by_id("cue"))
    await is_there(page, "delay")

    await page.click(by_id("row-hai-hau"))
    await page.press("p")
    await says(page, "preview", "Huyện Hải Hậu")
    await page.press("Enter")
    await is_there(page, "turn-hai-hau")
    await page.wait_for(
        "(s) => document.querySelector(s)?.videoWidth > 0", by_id("program-picture")
    )
    await page.screenshot(output / "screens" / "console-real-laptop.png")

    await page.press("s")
    await is_gone(page, "turn-hai-hau")
    await says(page, "undo", "dừng phát biểu")  # no longer the call, which was there before
    await page.click(by_id("undo"))
    await is_there(page, "turn-hai-hau")
    await says(page, "log", "Nguyễn Thị Hòa: Trả lại quyền phát biểu cho Huyện Hải Hậu.")


async def calls_the_roll(page: Page, output: Path) -> None:
    """Those who are here are marked with their pictures, which stand on the paper as well."""
    await page.press("d")
    await page.click(by_id("roll-open"))
    await says(page, "roll-counts", "Trực tuyến 4")
    for point in HERE:
        await until_shows(page, f"{by_id(f'roll-{point}')} img", SIGNS[point])
    await page.click(by_id("roll-vu-ban"))
    await page.click(by_id("mark-absent"))
    await says(page, "roll-counts", "Vắng 1")
    await page.click(by_id("roll-close"))
    await says(page, "roll-result", "Có ảnh của 4 điểm cầu")
    await page.screenshot(output / "screens" / "console-rolled-laptop.png")
    await page.evaluate("() => { window.print = () => { window.__printed = true; }; }")
    await page.click(by_id("roll-print"))
    await page.wait_for("() => window.__printed")
    for row, point in enumerate(("nam-dinh", "hai-hau"), start=1):
        await until_shows(page, f".printed tbody tr:nth-child({row}) img", SIGNS[point])
    await page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")


async def outlives_its_server(page: Page, server: Server, output: Path) -> None:
    """What stands does not look live, and all comes back by itself."""
    await server.kill9()
    await is_there(page, "program-stands")
    await is_there(page, "lost")
    assert await page.evaluate(FAULTS, MOUSE) == []
    await page.screenshot(output / "screens" / "console-lost-laptop.png")
    await server.start()
    await is_gone(page, "lost")
    await page.wait_for(
        "(s) => document.querySelector(s)?.videoWidth > 0", by_id("program-picture")
    )
    await is_gone(page, "program-stands")
    await is_there(page, "turn-hai-hau")
