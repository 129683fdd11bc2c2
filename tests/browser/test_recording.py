"""A meeting recorded from the page, watched in the page, and judged by its content."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import av
import numpy as np
import pytest
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE, Codec
from mcu.rtc.client import Track
from signaling.demo import encode
from tests.browser import signs
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.meeting import FAINT_DB, MEETING, SIGNS, places
from tests.browser.room import Room, by_id, cut, is_in, tile, until_seen
from tests.browser.signs import RED
from tests.cheap import CheapPoint, playing
from tests.clips import Rgb, beeps, flashing_cards, onsets, rgb
from tests.server import Server

IN_STEP_S = 0.2
"""How far sound and picture may be apart on a busy machine, whose sound waits a little longer; how
exactly they are in step is tested without a browser beside it."""


class Beeper(CheapPoint):
    """Flashes and beeps at once, at the beginning of each second; each loop is one second."""

    def __init__(self, server: Server, point: str) -> None:
        sign = SIGNS[point]
        super().__init__(
            server.url, MEETING, server.token(MEETING, point), sign.colour, sign.hz, signs.AMPLITUDE
        )
        cards = flashing_cards(sign.colour, 640, 360, 25, 1)
        self._pictures = encode.pictures(cards, codec=Codec.VP8, fps=25, bitrate=800_000)
        self._voice = encode.sound(beeps(1, sign.hz))

    def on_keyframe_request(self, track: Track) -> None:
        """Wait for the next second: its first frame is a keyframe, and sound goes on beside it."""


@pytest.mark.alone
async def test_a_recording_holds_what_was_seen_and_heard(
    server: Server, launch: Launch, tmp_path: Path
) -> None:
    browser = await launch("chromium", RED)
    beeper = Beeper(server, "hai-hau")
    both = places("nam-dinh", "hai-hau")
    async with playing([beeper]):
        room = await Room.enter(browser, server.link(MEETING, "nam-dinh"))
        await until_seen(room, both, 2)
        begun = time.monotonic()
        await room.record(True)
        mark = "(mark) => !!document.querySelector(mark)"
        await room.page.wait_for(mark, by_id("recording-mark"))
        await asyncio.sleep(8)  # the recording itself
        await room.record(False)
        lasted = time.monotonic() - begun

    # Watched in the page that people use.
    page = room.page
    await page.goto(f"{server.url}/recordings/{MEETING}")
    await page.click(by_id("play"))
    await plays(page)
    assert page.reports("exception") == []

    # Judged by its content.
    file = await download(server, tmp_path / "recording.mp4")
    recorded = await asyncio.to_thread(decode, file)
    assert 6.5 < recorded.times[-1] < lasted
    for sign, place in both.items():
        assert recorded.shows(sign, place), sign
    heard = signs.levels(recorded.pcm[SAMPLE_RATE * 2 : SAMPLE_RATE * 6], RED)
    assert heard[RED] > FAINT_DB

    beeps_at = beep_times(recorded.pcm, SIGNS["hai-hau"])
    offsets = [min((beep - flash for beep in beeps_at), key=abs) for flash in recorded.flashes]
    assert len(offsets) >= 5
    assert abs(float(np.median(offsets))) < IN_STEP_S, offsets


async def plays(page: Page) -> None:
    """Wait until the player has played two seconds of picture and sound."""
    await page.wait_for(
        "(player) => { const v = document.querySelector(player);"
        " return v && !v.error && v.currentTime > 2 && v.videoWidth === 1280; }",
        by_id("player"),
    )


async def download(server: Server, path: Path) -> Path:
    """Fetch the newest recording as the list offers it; its last part also by a range."""
    headers = {"Authorization": f"Bearer {server.token(MEETING, 'nam-dinh')}"}
    async with aiohttp.ClientSession() as http:
        listed = f"{server.url}/api/meetings/{MEETING}/recordings"
        async with http.get(listed, headers=headers) as response:
            assert response.status == 200
            newest = (await response.json())["recordings"][0]
        url = server.url + newest["url"]
        async with http.get(url) as response:
            assert response.status == 200
            content = await response.read()
        async with http.get(url, headers={"Range": "bytes=-100"}) as response:
            assert response.status == 206
            assert await response.read() == content[-100:]
    await asyncio.to_thread(path.write_bytes, content)
    return path


@dataclass(slots=True)
class Recorded:
    """A recording, decoded: when each picture is shown, the newest ones, the sound from 0 on."""

    times: list[float]
    bright: list[float]
    """How bright the strip above the code of tile 1 of 2 is, 0…255."""
    newest: deque[Rgb]
    pcm: NDArray[np.float64]

    def shows(self, sign: signs.Sign, place: int) -> bool:
        """Whether one of the newest pictures has a sign in its tile, of two."""
        areas = ((sign.find(picture), tile(picture, 2, place)) for picture in self.newest)
        return any(area is not None and is_in(area, rect) for area, rect in areas)

    @property
    def flashes(self) -> list[float]:
        """When tile 1 turned white."""
        white = [value > 180 for value in self.bright]
        return [self.times[n] for n in range(1, len(white)) if white[n] and not white[n - 1]]


def decode(path: Path) -> Recorded:
    """Decode all of a recording."""
    found = Recorded([], [], deque(maxlen=30), np.zeros(0))
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            picture = rgb(frame)
            rect = tile(picture, 2, 1)
            strip = cut(picture, rect._replace(y=rect.y + rect.h // 10, h=rect.h // 8))
            found.times.append(float(frame.time or 0))
            found.bright.append(float(strip.min(axis=2).mean()))
            found.newest.append(picture)
    with av.open(str(path)) as file:
        frames = list(file.decode(audio=0))
    sound = [frame.to_ndarray().astype(np.float64).mean(axis=0) for frame in frames]
    lead = np.zeros(round(float(frames[0].time or 0) * SAMPLE_RATE))
    found.pcm = np.concatenate([lead, *sound])
    return found


def beep_times(pcm: NDArray[np.float64], sign: signs.Sign) -> list[float]:
    """When a beep began: the loudness of its frequency alone, in steps of 5 ms."""
    step = SAMPLE_RATE // 200
    time = np.arange(len(pcm)) / SAMPLE_RATE
    mixed = pcm * np.exp(-2j * np.pi * sign.hz * time)
    window = np.ones(2 * step) / (2 * step)
    loudness = np.abs(np.convolve(mixed, window, "same"))[::step]
    return onsets(loudness, 0.005, 0.3)
