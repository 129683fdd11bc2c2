"""A recording with a share in the middle plays in real browsers, and can be sought in."""

import asyncio
from pathlib import Path

import pytest

from mcu.messages import OpenConference
from mcu.node import Node, NodeConfig
from tests.browser import probes, signs
from tests.browser.browser import Browser, Kind
from tests.browser.conftest import Launch
from tests.browser.test_recording_plays import SOUND, serving
from tests.mcu.guest import Guest
from tests.mcu.test_recorded_content import seen
from tests.mcu.test_sharing import Guest as Presenter

PLAY = """async () => {
  const video = document.querySelector("video");
  await video.play();
  await new Promise((done) => { video.onended = video.onerror = done; });
  return { error: video.error?.message ?? null, at: video.currentTime, of: video.duration };
}"""

SEEK = """(seconds) => new Promise((done) => {
  const video = document.querySelector("video");
  video.onseeked = () => done();
  video.currentTime = seconds;
})"""


async def record(folder: Path) -> Path:
    """Record two seconds of people, three of a page, two of people."""
    node = Node(NodeConfig(host="127.0.0.1", recordings=str(folder)))
    await node.start()
    await node.open(OpenConference(conference="c", title="Họp thử"))
    presenter, face = Presenter("a"), Guest("red")
    try:
        for guest in (presenter, face):
            await guest.join(node)
        await face.ear.until(pictures=25)
        path = Path(await node.start_recording("c", "r"))
        await asyncio.sleep(2)
        presenter.share()
        await node.present("c", "a")
        await asyncio.sleep(3)
        await node.present("c", None)
        await asyncio.sleep(2)
        await node.stop_recording("c")
        for guest in (presenter, face):
            await guest.leave()
    finally:
        await node.close()
    return path


@pytest.mark.alone
async def test_a_share_plays_in_the_midst_of_people(launch: Launch, tmp_path: Path) -> None:
    path = await record(tmp_path)
    kinds: tuple[Kind, ...] = ("chromium", "firefox")
    async with serving(path) as url:
        for kind in kinds:
            await watch(await launch(kind, signs.RED, prefs=SOUND), url)


async def watch(browser: Browser, url: str) -> None:
    """Play to the end, then look at three places, which are sought."""
    page = await browser.page(url)
    await page.wait_for("() => document.querySelector('video').readyState >= 3")
    played = await page.evaluate(PLAY, timeout=40)
    assert played["error"] is None
    assert played["at"] == pytest.approx(played["of"], abs=0.2)
    story = []
    for part in (0.1, 0.6, 0.95):
        await page.evaluate(SEEK, played["of"] * part)
        story.append(seen(await probes.picture(page)))
    assert story == ["people", "large", "people"]
    assert page.reports("error", "exception", "request") == []
