"""The harness itself: what a browser's camera and microphone give is what the probes find."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.browser import probes, signs
from tests.browser.browser import BrowserError, Kind, Page
from tests.browser.conftest import Launch
from tests.patience import PATIENCE

MIRROR = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Gương</title>
<video autoplay muted></video><button>Đóng camera</button>
<script>
  const video = document.querySelector("video");
  navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then((stream) => {
    video.srcObject = stream;
  });
  document.querySelector("button").onclick = () => {
    for (const track of video.srcObject.getVideoTracks()) track.enabled = false;
  };
</script></html>"""


@pytest.fixture
async def mirror() -> AsyncIterator[str]:
    """Serve a page that shows its own camera."""
    app = web.Application()
    app.router.add_get("/", _page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/"
    await runner.cleanup()


async def _page(_: web.Request) -> web.Response:
    return web.Response(text=MIRROR, content_type="text/html")


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
async def test_camera_and_microphone_are_recognised(
    kind: Kind, launch: Launch, mirror: str
) -> None:
    own = signs.RED if kind == "chromium" else signs.FIREFOX
    browser = await launch(kind, own)
    page = await browser.page(mirror)

    await until_shown(page, own)
    assert signs.BLUE.find(await probes.picture(page)) is None

    await until_heard(page, own)

    await page.click("text/Đóng camera")
    await page.wait_for(
        "() => !document.querySelector('video').srcObject.getVideoTracks()[0].enabled"
    )
    assert page.reports("error", "exception", "request") == []


async def until_heard(page: Page, own: signs.Sign) -> None:
    """Wait until the microphone's tone is heard for a second without a gap, and nothing else."""
    async with asyncio.timeout(PATIENCE):
        while True:
            heard = signs.levels(await probes.sound(page, 1.0), own, signs.BLUE)
            if abs(heard[own]) < 0.5 and heard[signs.BLUE] < -60:
                return


async def until_shown(page: Page, own: signs.Sign) -> None:
    """Wait until the camera's picture fills the video; a card is white now and then."""
    async with asyncio.timeout(PATIENCE):
        while True:
            area = own.find(await probes.picture(page))
            if area and min(area.width / 640, area.height / 360) > 0.98:
                return


async def test_a_killed_browser_is_gone(launch: Launch, mirror: str) -> None:
    browser = await launch("chromium", signs.RED)
    page = await browser.page(mirror)
    pending = asyncio.create_task(page.wait_for("() => false", timeout=20))
    await asyncio.sleep(0)
    await browser.kill9()
    with pytest.raises(BrowserError, match="gone"):
        await pending
    with pytest.raises(BrowserError, match="gone"):
        await page.evaluate("() => 1")
