"""The pages as a person uses them; selectors are the pages' own test ids."""

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2

from mcu.video.layout import Rect, arrange
from tests.browser import probes
from tests.browser.browser import Browser, Page
from tests.browser.signs import Sign
from tests.clips import Area, Rgb
from tests.patience import PATIENCE

PICTURE = "[data-testid='picture']"


def by_id(name: str) -> str:
    """Return the selector of an element by its test id."""
    return f"[data-testid='{name}']"


@dataclass(slots=True)
class Room:
    """A meeting room open in a page."""

    page: Page

    @classmethod
    async def enter(
        cls, browser: Browser, link: str, *, microphone: bool = True, scripts: Sequence[str] = ()
    ) -> "Room":
        """Follow a join link and go in."""
        self = cls(await browser.page(link, scripts=[probes.WATCH_PEERS, *scripts]))
        await self.go_in(microphone=microphone)
        return self

    async def go_in(self, *, microphone: bool = True) -> None:
        """On the join page: see that the camera works, and go in."""
        if microphone:
            await self.click("use-microphone")
        await self.page.wait_for(
            "(selector) => document.querySelector(selector)?.videoWidth > 0", by_id("self-view")
        )
        await self.click("enter")
        await self.live()

    async def live(self, *, timeout: float = PATIENCE) -> None:
        """Wait until the mixed picture moves and the control connection is open."""
        await self.page.wait_for(
            "() => { const s = window.__diemcau?.state;"
            " return s?.media === 'live' && s?.link === 'open'; }",
            timeout=timeout,
        )
        await self.page.wait_for(
            "(selector) => document.querySelector(selector)?.videoWidth > 0",
            PICTURE,
            timeout=timeout,
        )

    async def state(self) -> dict[str, Any]:
        """Return what the page says of itself (`window.__diemcau.state`)."""
        state: dict[str, Any] = await self.page.evaluate("() => window.__diemcau.state")
        return state

    async def until(self, *, timeout: float = PATIENCE, **wanted: object) -> None:
        """Wait until the page's state has these values."""
        await self.page.wait_for(
            "(wanted) => { const s = window.__diemcau?.state;"
            " return s && Object.keys(wanted).every((name) => s[name] === wanted[name]); }",
            wanted,
            timeout=timeout,
        )

    async def picture(self) -> Rgb:
        """Return the mixed picture that is shown now."""
        return await probes.picture(self.page, PICTURE)

    async def click(self, name: str) -> None:
        """Click a button by its test id."""
        await self.page.click(by_id(name))

    async def leave(self) -> None:
        """Leave as a person does: button, question, yes."""
        await self.click("leave")
        await self.click("confirm")
        await self.page.wait_for("(end) => !!document.querySelector(end)", by_id("end"))

    async def record(self, on: bool) -> None:
        """Start or stop the recording, by the menu and its question."""
        await self.click("more")
        await self.click("record")
        await self.click("confirm")
        await self.until(recording=on)


async def until_seen(
    room: Room, places: dict[Sign, int], count: int, *, timeout: float = PATIENCE
) -> None:
    """Wait until each sign is in its own tile of a grid of `count`, and nowhere else.

    Cards flash white now and then, so what must be seen may be seen one by one; `TimeoutError`
    says who was missing. Looking is done in a thread, as cheap clients play on the loop.
    """
    missing = dict(places)
    try:
        async with asyncio.timeout(timeout):
            while missing:
                picture = await room.picture()
                for sign, place in list(missing.items()):
                    area = await asyncio.to_thread(sign.find, picture)
                    if area and is_in(area, tile(picture, count, place)):
                        del missing[sign]
    except TimeoutError:
        raise TimeoutError(f"not in their tiles: {missing}") from None


async def until_gone(room: Room, sign: Sign, *, timeout: float = PATIENCE) -> None:
    """Wait until a sign is in none of ten pictures in a row."""
    async with asyncio.timeout(timeout):
        clear = 0
        while clear < 10:
            found = await asyncio.to_thread(sign.find, await room.picture())
            clear = 0 if found else clear + 1


def tile(picture: Rgb, count: int, place: int) -> Rect:
    """Return where the tile at `place` of `count` is."""
    height, width = picture.shape[:2]
    return arrange(count, width, height).tiles[place]


def is_in(area: Area, rect: Rect) -> bool:
    """Whether a patch of colour fills a tile: not outside it, and most of its height."""
    slack = 4
    inside = (
        area.left >= rect.x - slack
        and area.top >= rect.y - slack
        and area.left + area.width <= rect.x + rect.w + slack
        and area.top + area.height <= rect.y + rect.h + slack
    )
    return inside and area.height > 0.7 * rect.h and area.width > 0.6 * rect.w


def cut(picture: Rgb, rect: Rect) -> Rgb:
    """Cut a rectangle out of a picture."""
    return picture[rect.y : rect.y + rect.h, rect.x : rect.x + rect.w]


async def read(picture: Rgb) -> str:
    """Read Vietnamese text in a picture by OCR, enlarged in two ways, a line for each."""
    return "\n".join(await asyncio.gather(_ocr(picture, 3), _ocr(picture, 4)))


async def _ocr(picture: Rgb, enlarged: int) -> str:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    large = cv2.resize(grey, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC)
    process = await asyncio.create_subprocess_exec(
        *("tesseract", "-", "-", "-l", "vie", "--psm", "6"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # Its threads wait for one another by spinning: alone it takes a third of the processor.
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    said, _ = await process.communicate(cv2.imencode(".png", large)[1].tobytes())
    assert process.returncode == 0
    return re.sub(r"\s+", " ", said.decode()).strip()
