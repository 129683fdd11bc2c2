"""Scenes of the console: taken by key, composed and seen before, drawn by hand."""

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser import probes, signs
from tests.browser.browser import LAPTOP, TV, Page
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, SIGNS, cheap
from tests.browser.room import by_id
from tests.browser.test_axe import AXE, serious
from tests.browser.test_console import MOUSE
from tests.browser.test_console_live import until_shows
from tests.browser.test_screens import FAULTS
from tests.cheap import playing
from tests.patience import PATIENCE
from tests.server import Server

POINTS = ("nam-dinh", "hai-hau", "giao-thuy")
PROGRAM = by_id("program-picture")

VALUES = "(s) => [...document.querySelectorAll(s)].map((one) => one.getAttribute('style'))"


SEATS = """() => [...document.querySelectorAll("[data-testid='order-list'] [role='option']")]
  .map((one) => one.dataset.testid)"""


class Place(NamedTuple):
    """Where a point's picture is, in parts of the whole."""

    x: float
    w: float


async def places(page: Page) -> dict[str, Place]:
    """Return which points are in the program, and where."""
    picture = await probes.picture(page, PROGRAM)
    width = picture.shape[1]
    found = {point: SIGNS[point].find(picture) for point in POINTS}
    return {
        point: Place(area.left / width, area.width / width)
        for point, area in found.items()
        if area is not None
    }


async def until_seen(page: Page, wanted: dict[str, float]) -> dict[str, Place]:
    """Wait until just these points are seen, so wide in parts of the picture."""
    seen: dict[str, Place] = {}
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = await places(page)
            if {point: place.w for point, place in seen.items()} == pytest.approx(wanted, abs=0.04):
                return seen
            await asyncio.sleep(0.1)


async def chooses(page: Page, point: str, place: str) -> None:
    """Choose a point in the list and add it to a part of the scene."""
    await page.click(by_id(f"row-{point}"))
    await page.click(by_id(place))


async def test_a_scene_is_taken_composed_and_drawn(
    server: Server, launch: Launch, output: Path
) -> None:
    browser = await launch("chromium", signs.RED)
    async with playing(cheap(server, *POINTS)):
        page = await browser.page(server.console(MEETING), scripts=[AXE])
        await page.wait_for("(s) => document.querySelector(s)?.videoWidth > 0", PROGRAM)
        await page.click(by_id("open-meeting"))

        await takes_by_key(page)
        await composes(page, output)
        await draws(page, output)
        await page.resize(TV)
        await page.screenshot(output / "screens" / "console-composing-tv.png")
        await page.resize(LAPTOP)
        await keeps(page)
        await orders(page, output)
        await gives_a_view(page, output)
        assert page.reports("exception") == []


async def takes_by_key(page: Page) -> None:
    """Take two of one size and nobody else, as the third has no place, and take it back."""
    await page.press("5")
    two = await until_seen(page, {"nam-dinh": 0.45, "hai-hau": 0.45})
    assert two["nam-dinh"].x < two["hai-hau"].x
    await page.press("o")
    await page.wait_for(
        "(s) => document.querySelector(s)?.getAttribute('aria-pressed') === 'true'",
        by_id("preset-5"),
    )
    await page.click(by_id("scene-undo"))
    await until_seen(page, dict.fromkeys(POINTS, 0.45))


async def composes(page: Page, output: Path) -> None:
    """Compose a scene, seen before anybody else sees it."""
    await page.click(by_id("compose"))
    await page.select(by_id("scene-layout"), "full")
    await chooses(page, "giao-thuy", "scene-main")
    await until_shows(page, ".next-scene img", SIGNS["giao-thuy"])
    assert set(await places(page)) == set(POINTS), "it is not on air yet"
    await page.screenshot(output / "screens" / "console-composing-laptop.png")
    assert await page.evaluate(FAULTS, MOUSE) == []
    assert await serious(page) == []
    # Nobody is next: the preview has the composed scene, which goes on air from there.
    await page.evaluate("() => document.getElementById('main').focus()")
    await page.press("Enter")
    await until_seen(page, {"giao-thuy": 1.0})


async def keeps(page: Page) -> None:
    """Keep a scene under a key, where it is for whoever comes next."""
    await page.select(by_id("preset-key"), "9")
    await page.evaluate("(s) => document.querySelector(s).select()", by_id("preset-name"))
    await page.type(by_id("preset-name"), "Kết luận")
    await page.click(by_id("preset-save"))
    await page.click(by_id("composer-leave"))
    await page.wait_for(
        "(s) => document.querySelector(s)?.textContent.includes('Kết luận')",
        by_id("preset-9"),
    )
    await page.press("1")
    await until_seen(page, dict.fromkeys(POINTS, 0.45))
    await page.press("9")
    await until_seen(page, {"giao-thuy": 0.46, "nam-dinh": 0.4})


async def gives_a_view(page: Page, output: Path) -> None:
    """Show one point a scene of its own; a machine that is busy with other things says so."""
    await page.click(by_id("compose"))
    await page.select(by_id("scene-layout"), "grid")
    await page.click(by_id("row-hai-hau"))
    await page.click(by_id("view-show"))
    await page.click(by_id("composer-leave"))
    told = f"{by_id('view-1')}, {by_id('act-refused')}"
    await page.wait_for("(s) => !!document.querySelector(s)", told)
    # What becomes of it is said: it is shown, or the machine has no room for it.
    await page.wait_for(
        "(s) => !document.querySelector(s)?.textContent.includes('Chưa có ai xem')",
        by_id("view-1"),
    )
    await page.screenshot(output / "screens" / "console-views-laptop.png")
    assert await page.evaluate(FAULTS, MOUSE) == []
    assert await serious(page) == []
    await until_seen(page, {"giao-thuy": 0.46, "nam-dinh": 0.4})
    if await page.evaluate("(s) => !!document.querySelector(s)", by_id("view-1")):
        await page.click(by_id("view-end-1"))
        await page.wait_for("(s) => !document.querySelector(s)", by_id("view-1"))


async def orders(page: Page, output: Path) -> None:
    """Draw up who sits where: by keys, by mouse, by unit, and back."""
    await page.click(by_id("compose"))
    await page.click(by_id("order"))
    await page.click(by_id("order-giao-thuy"))
    await page.evaluate("(s) => document.querySelector(s).focus()", by_id("order-list"))
    for _ in range(6):
        await page.press("Alt+ArrowUp")
    first = "() => document.querySelector('[data-testid=order-list] [role=option]').dataset.testid"
    await page.wait_for(f"() => ({first})() === 'order-giao-thuy'")
    await page.drag(by_id("order-giao-thuy"), (0, 100))
    await page.wait_for(f"() => ({first})() !== 'order-giao-thuy'")
    await orders_by_finger(page)
    await page.screenshot(output / "screens" / "console-ordering-laptop.png")
    assert await serious(page) == []
    await page.click(by_id("order-unit"))
    await page.click(by_id("order-none"))
    await page.click(by_id("ordered"))
    await page.click(by_id("composer-leave"))


async def orders_by_finger(page: Page) -> None:
    """Take the first seat by its number, three places down in one go."""
    first = await page.evaluate(SEATS)
    height = await page.evaluate(
        "(s) => document.querySelector(s).getBoundingClientRect().height", by_id(first[0])
    )
    await page.drag(f"{by_id(first[0])} .asked-place", (0, 3 * height), finger=True)
    await page.wait_for(f"(wanted) => ({SEATS})()[3] === wanted", first[0])
    assert (await page.evaluate(SEATS))[:3] == first[1:4]


async def draws(page: Page, output: Path) -> None:
    """Draw two boxes, by mouse and by keys; what cannot be is said at once."""
    await page.select(by_id("scene-layout"), "custom")
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("box-0"))
    board = await page.evaluate(
        "(s) => document.querySelector(s).getBoundingClientRect().width", by_id("board")
    )
    unit = board / 160
    # To the left edge, drawn to it from a little beside; larger by its corner; then by keys.
    await page.drag(by_id("box-0"), (4 * unit, 10 * unit))
    await page.drag(by_id("box-0"), (10 * unit, 0), at=(0.98, 0.97))
    await page.click(by_id("box-add"))
    await page.wait_for("(s) => !!document.querySelector(s)", by_id("box-1"))
    await page.evaluate("(s) => document.querySelector(s).focus()", by_id("box-1"))
    before = await page.evaluate(VALUES, ".box")
    for _ in range(12):
        await page.press("ArrowLeft")
    await page.wait_for("() => !!document.querySelector('.drawing .refusal')")
    for _ in range(12):
        await page.press("z")
    assert await page.evaluate(VALUES, ".box") == before
    await page.screenshot(output / "screens" / "console-drawing-laptop.png")
    assert await serious(page) == []
    await page.click(by_id("drawn"))
    await page.click(by_id("scene-take"))
    seen = await until_seen(page, {"giao-thuy": 0.46, "nam-dinh": 0.4})
    assert seen["giao-thuy"].x < seen["nam-dinh"].x
