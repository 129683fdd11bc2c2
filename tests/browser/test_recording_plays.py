"""Recordings in real browsers: growing ones and finished ones, with a hole in the sound."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from mcu.clock import NS_PER_S
from mcu.media import Codec
from mcu.record.writer import Writer
from tests.browser import probes, signs
from tests.browser.browser import Kind
from tests.browser.conftest import Launch
from tests.clips import read_counter
from tests.record.meeting import BASE, FPS, meeting

SECONDS = 5

PLAYER = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Xem lại</title>
<video src="/recording.mp4" preload="auto"></video></html>"""

SOUND = {"media.cubeb.force_mock_context": True}
"""Firefox's own stand-in for a sound card keeps time well enough to play by."""

WATCH = """async () => {
  const video = document.querySelector("video");
  const context = new AudioContext();
  const ear = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaElementSource(video).connect(ear).connect(context.destination);
  const eye = new OffscreenCanvas(32, 18).getContext("2d", { willReadFrequently: true });
  const heard = new Float32Array(512);
  const times = { flashes: [], beeps: [] };
  const last = { flashes: 0, beeps: 0 };
  const note = (kind, now) => {
    if (now - last[kind] > 0.5) times[kind].push(now);
    last[kind] = now;
  };
  await video.play();
  while (!video.ended) {
    await new Promise((done) => setTimeout(done, 4));
    const now = performance.now() / 1000;
    eye.drawImage(video, 0, 0, 32, 18);
    if (eye.getImageData(2, 2, 1, 1).data[0] > 180) note("flashes", now);
    ear.getFloatTimeDomainData(heard);
    if (heard.some((value) => Math.abs(value) > 0.1)) note("beeps", now);
  }
  return { ...times, duration: video.duration };
}"""


@pytest.fixture(params=["growing", "finished"])
async def player(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Serve a recording whose sound was missing from 1.5 to 2.7 s, and a page that plays it."""
    path = tmp_path / "recording.mp4"
    writer = Writer(path, reserve=0)
    for frame in meeting(SECONDS):
        missing = 1.5 < (frame.pts - BASE) / NS_PER_S < 2.7
        if not (frame.codec is Codec.OPUS and missing):
            writer.take(frame)
    if request.param == "finished":
        writer.finish()
    else:
        writer._file.close()

    async with serving(path) as url:
        yield url


@contextlib.asynccontextmanager
async def serving(recording: Path) -> AsyncIterator[str]:
    """Serve a recording, and a page that plays it; gives the page's address."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PLAYER, content_type="text/html")

    async def file(_: web.Request) -> web.FileResponse:
        return web.FileResponse(recording)

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/recording.mp4", file)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
async def test_plays_in_step_and_seeks(kind: Kind, launch: Launch, player: str) -> None:
    browser = await launch(kind, signs.RED, prefs=SOUND)
    page = await browser.page(player)
    await page.wait_for("() => document.querySelector('video').readyState >= 3")

    seen = await page.evaluate(WATCH)
    assert seen["duration"] == pytest.approx(SECONDS, abs=0.6)
    # Those after the hole; the first may come before the browser's sound has started.
    flashes, beeps = (np.array(seen[kind][-2:]) for kind in ("flashes", "beeps"))
    assert np.diff(flashes) == pytest.approx([1], abs=0.4)
    # A busy page looks and listens some hundred ms late; a hole closed up is 1.2 s.
    assert np.abs(flashes - beeps).max() < 0.4

    await page.evaluate(
        """() => new Promise((done) => {
          const video = document.querySelector("video");
          video.onseeked = () => done();
          video.currentTime = 3.5;
        })"""
    )
    number = read_counter(await probes.picture(page))
    assert number == pytest.approx(3.5 * FPS, abs=2)
    assert page.reports("error", "exception", "request") == []
