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
from tests.mcu.test_recorded_content import FPS, Played, seen
from tests.mcu.test_sharing import Guest as Presenter
from tests.mcu.watched import Watch, watched

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
    """Record people, a page, and people again, each for a second."""
    node = Node(NodeConfig(host="127.0.0.1", recordings=str(folder)))
    await node.start()
    await node.open(OpenConference(conference="c", title="Họp thử"))
    presenter, face = Presenter("a"), Guest("red")
    try:
        for guest in (presenter, face):
            await guest.join(node)
        await face.ear.until(pictures=25)
        with watched(seen) as record:
            path = Path(await node.start_recording("c", "r"))
            await lasts(record, "people")
        presenter.share()
        await node.present("c", "a")
        await lasts(record, "large")
        await node.present("c", None)
        await lasts(record, "people")
        await node.stop_recording("c")
        for guest in (presenter, face):
            await guest.leave()
    finally:
        await node.close()
    return path


async def lasts(record: Watch, what: str) -> None:
    """Wait until a recording shows something, and a second of it."""
    await record.until(what)
    await record.until_longer(FPS)


async def test_a_share_plays_in_the_midst_of_people(launch: Launch, tmp_path: Path) -> None:
    path = await record(tmp_path)
    scenes = (await asyncio.to_thread(Played, path)).scenes()
    assert [what for what, _, _ in scenes] == ["people", "large", "people"]
    places = [(begin + end) / 2 for _, begin, end in scenes]
    kinds: tuple[Kind, ...] = ("chromium", "firefox")
    async with serving(path) as url:
        for kind in kinds:
            await watch(await launch(kind, signs.RED, prefs=SOUND), url, places)


async def watch(browser: Browser, url: str, places: list[float]) -> None:
    """Play to the end, then look at three places, which are sought."""
    page = await browser.page(url)
    await page.wait_for("() => document.querySelector('video').readyState >= 3")
    played = await page.evaluate(PLAY)
    assert played["error"] is None
    assert played["at"] == pytest.approx(played["of"], abs=0.2)
    story = []
    for place in places:
        await page.evaluate(SEEK, place)
        story.append(seen(await probes.picture(page)))
    assert story == ["people", "large", "people"]
    assert page.reports("error", "exception", "request") == []
