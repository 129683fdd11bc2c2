"""Newcomers: each role does its part of one meeting with nothing but its page of the guide."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from signaling.meeting import commands as act
from tests import clips
from tests.browser import newcomers, province, troubles
from tests.browser.browser import Browser
from tests.browser.conftest import require
from tests.browser.day import Day
from tests.browser.guide import PICTURES
from tests.browser.province import DELEGATE, SILENT, TECHNICIAN
from tests.cheap import CheapPoint, playing
from tests.leader import leading
from tests.patience import PATIENCE
from tests.server import Server

TONE_HZ = 400


@pytest.fixture
async def day(tmp_path: Path, output: Path, request: pytest.FixtureRequest) -> AsyncIterator[Day]:
    """A province, a meeting that begins soon, and points that sit in it already."""
    require("chromium")
    renewing: bool = request.config.getoption("--renew-pictures")
    camera, microphone = tmp_path / "camera.y4m", tmp_path / "microphone.wav"
    province.write_camera(camera, drawn=renewing)
    clips.write_wav(microphone, TONE_HZ)
    server = Server.in_folder(tmp_path / "server")
    await province.found(server)
    await server.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.stop)
        browser = await Browser.launch("chromium", camera=camera, microphone=microphone)
        stack.push_async_callback(browser.close)
        jar = aiohttp.CookieJar(unsafe=True)  # the server has an address for a name
        http = await stack.enter_async_context(aiohttp.ClientSession(server.url, cookie_jar=jar))
        office = province.Office(http, server.url)
        await office.log_in()
        meeting = await office.plan(timedelta(minutes=20))
        key = await office.key(TECHNICIAN)
        yield Day(server, browser, meeting, key, renewing, output)


@pytest.mark.alone
async def test_newcomers_hold_a_meeting(day: Day) -> None:
    await day.read(("delegate", "chair", "secretary", "operator", "technician", "trouble"))
    # Before anybody is connected: to draw people takes seconds in which no ping is answered.
    sitters = province.sitters(day.server, day.meeting, drawn=day.renewing)
    async with AsyncExitStack() as stack, day.watched():
        async with leading(day.server, day.meeting, SILENT) as leader:
            await leader.act(act.HoldLobby(on=False))
            await stack.enter_async_context(playing(sitters))
            await seated(sitters)
            await leader.act(act.HoldLobby(on=True))
        screen = await newcomers.prepares_the_room(day)
        operator = await day.official("operator")
        delegate = await day.person(day.link(DELEGATE))
        await newcomers.comes_in(day, delegate, operator)
        chair, secretary = await day.person("/"), await day.official("secretary")
        await newcomers.opens(day, chair)
        await newcomers.calls_the_roll(day, secretary, delegate)
        await screen.press("g")
        await newcomers.speaks(day, delegate, chair, secretary)
        await screen.close()
        await newcomers.votes(day, delegate, chair, secretary)
        await newcomers.helps(day, operator)
        await troubles.has_trouble(day, operator)
        await newcomers.ends(day, delegate, chair, secretary)
    for way in day.ways.values():
        way.check()
    assert day.faults == []
    made = {picture for way in day.ways.values() for picture in way.pictures}
    assert made == {path.name for path in PICTURES.glob("*.webp")}


async def seated(sitters: Sequence[CheapPoint]) -> None:
    """Wait until all are in, and not only on the way."""
    async with asyncio.timeout(PATIENCE):
        for sitter in sitters:
            while True:
                if await sitter.picture() is not None:
                    break
                await asyncio.sleep(0.05)
