"""Somebody who takes part with a real browser, in the real pages."""

import contextlib
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from mcu.video.layout import arrange
from signaling.bench.browser import Browser, Kind, Page
from signaling.bench.chromium import Chromium, chromium
from signaling.bench.devices import DRAWN, write_camera, write_microphone
from signaling.bench.firefox import firefox
from signaling.bench.load import CANVAS
from signaling.bench.server import MEETING

PROBE: Final = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")

_CLICK: Final = (
    "(id) => { const it = document.querySelector(`[data-testid='${id}']`); it.click(); }"
)
_READY: Final = """() => {
  const enter = document.querySelector("[data-testid='enter']");
  return enter !== null && !enter.disabled;
}"""
_CAMERA: Final = "() => document.querySelector(\"[data-testid='self-view']\")?.videoWidth > 0"
_LIVE: Final = "() => window.__probe.marks.shown !== undefined"


@contextlib.asynccontextmanager
async def browser(kind: Kind) -> AsyncIterator[Browser]:
    """Run a browser with a camera that shows numbers and a microphone that beeps."""
    async with playing_chromium() if kind == "chromium" else firefox() as one:
        yield one


@contextlib.asynccontextmanager
async def playing_chromium(*, shares: str | None = None) -> AsyncIterator[Chromium]:
    """Run Chromium with such devices. It shares the tab whose title is `shares`."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-") as name:
        camera, microphone = Path(name) / "camera.y4m", Path(name) / "microphone.wav"
        write_camera(camera)
        write_microphone(microphone)
        async with chromium(camera=camera, microphone=microphone, shares=shares) as one:
            yield one


class Guest:
    """One window in the meeting room; `window.__probe` in it is described in probe.js."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def arrive(
        cls, one: Browser, url: str, token: str, relay: tuple[str, int] | None = None
    ) -> "Guest":
        """Follow a join link and wait at the door; media will go through `relay`."""
        way = f"window.__relay = '{relay[0]} {relay[1]}';" if relay else ""
        drawn = f"window.__draws = {json.dumps(DRAWN)};" if one.draws else ""
        page = await one.page(f"{url}/join/{MEETING}#t={token}", way + drawn + PROBE)
        await page.until(_READY)
        await page.until(_CAMERA)
        return cls(page)

    async def click(self, name: str) -> None:
        """Click what has this test id."""
        await self.page.evaluate(_CLICK, name)

    async def enter(self) -> None:
        """Go in and wait for the mixed picture."""
        await self.click("enter")
        await self.page.until(_LIVE)

    async def watch(self, points: int, place: int) -> None:
        """Read the numbers in the tile at `place` of a meeting of `points`."""
        x, y, w, h = arrange(points, *CANVAS).tiles[place]
        width, height = CANVAS
        tile = {"x": x / width, "y": y / height, "w": w / width, "h": h / height}
        await self.page.evaluate("(tile) => { window.__probe.tile = tile; }", tile)

    async def hear(self) -> None:
        """Note the beeps that the room plays."""
        await self.page.evaluate("() => window.__probe.hear()")

    async def probe(self, name: str) -> Any:
        """Return one of the probe's lists."""
        return await self.page.evaluate("(name) => window.__probe[name]", name)

    async def forget(self, *names: str) -> None:
        """Begin some of the probe's lists anew."""
        empty = "(names) => { for (const name of names) window.__probe[name].length = 0; }"
        await self.page.evaluate(empty, names)

    async def leave(self) -> None:
        """Close the window."""
        await self.page.close()
