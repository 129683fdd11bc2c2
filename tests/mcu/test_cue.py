"""Stills, previews and cues through a whole node: what is asked of members, and what comes back."""

import asyncio
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mcu.audio.opus import Decoder, Encoder
from mcu.cue import Cue
from mcu.media import SAMPLE_RATE, TICK_SAMPLES, Picture, VoicePacket
from mcu.messages import (
    Ask,
    AskChanged,
    CueMeasured,
    Emblems,
    MemberConnected,
    MemberKind,
    MemberSettings,
)
from mcu.node import Node
from mcu.scene import Scene
from mcu.video.still import jpeg
from tests.audio.sounds import tone
from tests.clips import tone_levels
from tests.mcu.guest import TONES, Events, Guest
from tests.patience import PATIENCE
from tests.video.material import BLUE, emblem_png, flat


async def asked(events: Events, member: str, fits: Callable[[Ask], bool]) -> Ask:
    """Wait until the last that a member was asked for is so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            ask = (await events.wait(AskChanged, member)).ask
            if fits(ask):
                return ask
            await asyncio.sleep(0.02)


async def still(node: Node, member: str, width: int) -> NDArray[np.uint8]:
    """Wait for a still, and decode it: shape (height, width, 3), in the order of OpenCV."""
    data = None
    async with asyncio.timeout(PATIENCE):
        while data is None:
            await asyncio.sleep(0.05)
            data = await node.still("c", member, width)
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8)


async def test_a_still_shows_the_member_and_none_that_is_not_to_be_seen(node: Node) -> None:
    events, red = Events(node), Guest("red")
    await red.join(node)
    await events.wait(MemberConnected, "red")
    picture = await still(node, "red", 160)
    assert picture.shape[1] == 160
    blue, green, ink = (int(one) for one in np.median(picture.reshape(-1, 3), axis=0))
    assert ink > max(blue, green) + 60, "red, by what most of its pixels are"
    assert await node.still("c", "nobody") is None
    await node.settings("c", "red", MemberSettings(camera_off=True))
    assert await node.still("c", "red") is None
    await red.leave()


async def test_who_is_watched_is_asked_for_little_although_nobody_sees_the_canvas(
    node: Node,
) -> None:
    events, green = Events(node), Guest("green", MemberKind.SOURCE)
    await node.watch("c", ("green",))
    await green.join(node)
    await events.wait(MemberConnected, "green")
    ask = await asked(events, "green", lambda one: one.fps == 1)
    assert (ask.width, ask.height, ask.bitrate) == (160, 90, 30_000)
    await node.watch("c", ())
    await asked(events, "green", lambda one: one.width == 0)
    await green.leave()


async def test_who_is_cued_sends_though_muted_and_is_measured_and_not_heard(node: Node) -> None:
    events, red, blue = Events(node), Guest("red"), Guest("blue")
    for guest in (red, blue):
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
    await node.settings("c", "red", MemberSettings(muted=True))
    await asked(events, "red", lambda one: not one.audio)
    await node.cue("c", "red")
    await asked(events, "red", lambda one: one.audio and one.width >= 640)
    async with asyncio.timeout(PATIENCE):
        while True:
            cue = await events.wait(CueMeasured, "red")
            ages = (cue.voice_age_ms, cue.picture_age_ms)
            if cue.level is not None and all(age is not None and age < 1000 for age in ages):
                break
            await asyncio.sleep(0.05)
    assert cue.level < 40
    del blue.ear.sound[:]
    await blue.ear.until(sound=100)
    decoder = Decoder()
    heard = np.concatenate([decoder.decode(packet).copy() for packet in blue.ear.sound])
    assert tone_levels(heard[SAMPLE_RATE // 2 :], [TONES["red"]])[TONES["red"]] < -50
    await node.cue("c", None)
    await asked(events, "red", lambda one: not one.audio)
    for guest in (red, blue):
        await guest.leave()


async def test_a_console_is_heard_in_private_alone_and_has_no_tile(node: Node) -> None:
    events = Events(node)
    red, blue = Guest("red", MemberKind.CONSOLE), Guest("blue")
    for guest in (red, blue):
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
    await node.settings("c", "red", MemberSettings(muted=False))
    await asked(events, "red", lambda one: not one.audio and one.width == 0)
    (stats,) = node.statistics()
    assert {one.kind for one in stats.members} == {MemberKind.CONSOLE, MemberKind.POINT}

    async def level() -> float:
        del blue.ear.sound[:]
        await blue.ear.until(sound=75)
        decoder = Decoder()
        heard = np.concatenate([decoder.decode(packet).copy() for packet in blue.ear.sound])
        return tone_levels(heard[SAMPLE_RATE // 2 :], [TONES["red"]])[TONES["red"]]

    assert await level() < -50
    await node.talk("c", "red", "blue")
    await asked(events, "red", lambda one: one.audio)
    async with asyncio.timeout(PATIENCE):
        while await level() < -30:
            pass
    await node.talk("c", "red", None)
    async with asyncio.timeout(PATIENCE):
        while await level() > -50:
            pass
    for guest in (red, blue):
        await guest.leave()


@pytest.mark.parametrize("says", [True, False])
def test_a_cue_takes_the_sender_s_word_and_decodes_where_there_is_none(says: bool) -> None:
    encoder, cue = Encoder(), Cue("a")
    sound = tone(440, 1, 8000)
    for number in range(13):
        part = sound[number * TICK_SAMPLES : (number + 1) * TICK_SAMPLES]
        payload = encoder.encode(part)
        level = 15 if says else None
        cue.hear(VoicePacket(number, number * TICK_SAMPLES, payload, number * 20_000_000, level))
    assert cue.level() == pytest.approx(15, abs=2)
    assert cue.level() is None, "of this quarter of a second nothing is known yet"
    assert cue.arrived == 12 * 20_000_000


@pytest.mark.parametrize("size", [(640, 360), (161, 91), (90, 160), (2, 2)])
def test_stills_are_whole_and_of_their_colour(size: tuple[int, int]) -> None:
    picture = cv2.imdecode(np.frombuffer(jpeg(flat(BLUE, *size), 320), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    height, width = picture.shape[:2]
    assert width == min(320, size[0] // 2 * 2)
    assert abs(height - width * size[1] / size[0]) <= 3
    blue, green, red = (float(one) for one in picture.reshape(-1, 3).mean(axis=0))
    assert blue > 200
    assert max(green, red) < 60


async def test_nobody_waits_for_a_still_that_cannot_be_made(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(picture: Picture, width: int) -> bytes:
        raise MemoryError

    events, red = Events(node), Guest("red")
    await red.join(node)
    await events.wait(MemberConnected, "red")
    await still(node, "red", 160)
    monkeypatch.setattr("mcu.video.mixer.jpeg", broken)
    async with asyncio.timeout(PATIENCE):
        assert await node.still("c", "red") is None
    await red.leave()


async def test_an_emblem_is_before_the_title_at_once_and_gone_at_once(node: Node) -> None:
    async def red() -> float:
        made = await node.preview("c", Scene(), 1280)
        picture = cv2.imdecode(np.frombuffer(made.picture, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        blue, _, ink = (plane.astype(int) for plane in cv2.split(picture[20:70, 40:100]))
        return float((ink - blue > 100).mean())

    assert await red() == 0
    await node.emblems("c", Emblems(title="x", pictures={"x": emblem_png()}))
    assert await red() > 0.2
    await node.emblems("c", Emblems())
    assert await red() == 0
