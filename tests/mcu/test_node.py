"""A whole conference behind the door: real clients, real codecs, one UDP port on loopback."""

import asyncio
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from mcu.audio.opus import Decoder
from mcu.messages import (
    BadOfferError,
    BusyError,
    Join,
    MemberConnected,
    MemberDisconnected,
    MemberKind,
    MemberSettings,
    Plate,
    RecordingChanged,
    SpeakersChanged,
    UnknownConferenceError,
    UnknownSessionError,
)
from mcu.node import Node, decoders
from mcu.rtc.session import Session
from mcu.video.layout import Rect, arrange
from tests.clips import Rgb, find_colour, read_counter, rgb, tone_levels
from tests.mcu.guest import TONES, Events, Guest, decode
from tests.patience import PATIENCE


async def hears_all_but_itself(guest: Guest, guests: list[Guest], node: Node) -> None:
    """Wait for two seconds in which all others are heard, and the own voice is 30 dB below them.

    A machine with much else to do leaves gaps, and a gap sounds like a little of everything.
    """
    levels: dict[float, float] = {}
    own = 0.0
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                decoder = Decoder()
                pcm = np.concatenate([decoder.decode(packet).copy() for packet in guest.ear.sound])
                levels = tone_levels(pcm[9600:], list(TONES.values()))
                own = levels.pop(TONES[guest.name])
                if min(levels.values()) > -30 and own < min(levels.values()) - 30:
                    return
                del guest.ear.sound[:]
                await guest.ear.until(sound=100)
    except TimeoutError:
        ways = "\n".join(one.way(node) for one in guests)
        audio = node._conferences["c"].audio
        mixed = f"{audio.ticks} ticks, {audio.late} late, {audio.decodes} decoded"
        pytest.fail(f"{guest.name} hears {levels}, own {own}\n{ways}\n{mixed}")


async def sees_all_in_their_tiles(guest: Guest) -> None:
    """Wait for a picture in which each has its tile and no other's, and can be read there."""
    missing = list(TONES)
    async with asyncio.timeout(PATIENCE):
        while missing:
            count = len(guest.ear.pictures)
            await guest.ear.until(pictures=count + 15)
            last = rgb(decode(guest.ear.pictures)[-1])
            if last.shape[0] < 720:  # the machine is behind
                last = cv2.resize(last, (1280, 720)).astype(np.uint8)
            tiles = zip(sorted(TONES), arrange(3, 1280, 720).tiles, strict=True)
            missing = [name for name, tile in tiles if not _is_seen(last, name, tile)]


def _is_seen(picture: Rgb, name: str, tile: Rect) -> bool:
    found = find_colour(picture, name)
    if found is None or tile.x > found.left + 4 or tile.y > found.top + 4:
        return False
    card = picture[tile.y : tile.y + tile.h, tile.x : tile.x + tile.w]
    return read_counter(card) is not None


async def test_everybody_sees_all_and_hears_the_others(node: Node) -> None:
    events = Events(node)
    guests = [Guest(name) for name in TONES]
    for guest in guests:
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
    await guests[0].ear.until(sound=150)
    for guest in guests:
        del guest.ear.sound[:]
    for guest in guests:
        await guest.ear.until(sound=100)
        await sees_all_in_their_tiles(guest)
        await hears_all_but_itself(guest, guests, node)
    async with asyncio.timeout(PATIENCE):
        speakers: set[str] = set()
        while speakers != set(TONES):
            speakers = {one.member for one in (await events.wait(SpeakersChanged)).speakers}
            await asyncio.sleep(0.05)
    for guest in guests:
        await guest.leave()
        gone = await events.wait(MemberDisconnected, guest.name)
        assert gone.reason == "left"


async def test_half_open_sessions_are_as_many_as_members(node: Node) -> None:
    """Offers of one member without an end hold one slot, so a token cannot fill the node up."""
    offers = [Guest("green") for _ in range(20)]
    for guest in offers:
        join = Join(
            conference="c",
            member=guest.name,
            kind=MemberKind.POINT,
            plate=Plate(title=guest.name),
            offer=guest.client.offer(),
        )
        await node.join(join)
        assert len(node._port.sessions) == 1
    guest = Guest("red")
    await guest.join(node)
    await guest.leave()


async def test_a_new_connection_takes_the_same_seat(node: Node) -> None:
    events = Events(node)
    first, second = Guest("red"), Guest("red")
    old = await first.join(node)
    await events.wait(MemberConnected)
    new = await second.join(node)
    assert await asyncio.wait_for(first.ear.closed, PATIENCE) == "left"
    ended = await events.wait(MemberDisconnected)
    assert (ended.session, ended.reason) == (old, "replaced")
    (stats,) = node.statistics()
    assert [(one.member, one.connected) for one in stats.members] == [("red", True)]
    with pytest.raises(UnknownSessionError):
        await node.leave(old)
    await node.leave(new)
    assert await asyncio.wait_for(second.ear.closed, PATIENCE) == "left"
    await first.leave()
    await second.leave()


async def test_a_session_that_ends_while_another_makes_room_leaves_nothing(node: Node) -> None:
    """Two connections of one point come while its first is still saying goodbye."""
    first, second, third = Guest("a"), Guest("a"), Guest("a")
    await first.join(node)
    joins = [
        node.join(
            Join(
                conference="c",
                member="a",
                kind=MemberKind.POINT,
                plate=Plate(title="a"),
                offer=guest.client.offer(),
            )
        )
        for guest in (second, third)
    ]
    joined = await asyncio.gather(*joins)
    seated = node._conferences["c"].members["a"].connection
    assert seated is not None
    assert list(node._connections) == [seated.session.id]
    assert seated.session.id in {one.session for one in joined}
    for guest in (first, second, third):
        await guest.leave()


async def test_a_muted_member_is_not_heard(node: Node) -> None:
    events = Events(node)
    loud, listener = Guest("green"), Guest("listener")
    await loud.join(node)
    await listener.join(node)
    await events.wait(MemberConnected, "listener")
    await node.settings("c", "green", MemberSettings(muted=True))
    await listener.ear.until(sound=20)
    del listener.ear.sound[:]
    await listener.ear.until(sound=50)
    decoder = Decoder()
    heard = np.concatenate([decoder.decode(packet).copy() for packet in listener.ear.sound])
    assert tone_levels(heard, [TONES["green"]])[TONES["green"]] < -70
    await loud.leave()
    await listener.leave()


async def test_who_sends_sound_only_has_a_placard(node: Node) -> None:
    """Its tile does not wait for a picture that cannot come; with a camera it shows it again."""
    mute, seeing = Guest("green", video=None), Guest("green")
    placards = []
    for guest in (mute, seeing):
        await guest.join(node)
        slot = node._conferences["c"].members["green"].slot
        assert slot is not None
        placards.append(slot.camera_off)
    assert placards == [True, False]
    await mute.leave()
    await seeing.leave()


async def test_viewer_and_source(node: Node) -> None:
    source, viewer = Guest("blue", MemberKind.SOURCE), Guest("v", MemberKind.VIEWER)
    await source.join(node)
    await viewer.join(node)
    await viewer.ear.until(pictures=50, sound=50)
    assert find_colour(rgb(decode(viewer.ear.pictures)[-1]), "blue") is not None
    assert not source.ear.pictures
    assert arrange(1, 1280, 720).tiles  # the viewer has no tile
    (stats,) = node.statistics()
    assert {one.member: one.kind for one in stats.members} == {
        "blue": MemberKind.SOURCE,
        "v": MemberKind.VIEWER,
    }
    await source.leave()
    await viewer.leave()


async def test_all_members_are_let_go_at_once(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    guests = [Guest(name) for name in "abc"]
    for guest in guests:
        await guest.join(node)
    real, begun, all_ = Session.close, [], asyncio.Event()

    async def close(self: Session, reason: str = "closed") -> None:
        begun.append(reason)
        if len(begun) == len(guests):
            all_.set()
        await all_.wait()
        await real(self, reason)

    monkeypatch.setattr(Session, "close", close)
    async with asyncio.timeout(PATIENCE):
        await node.end("c")
        assert begun == ["closed"] * len(guests)
        for guest in guests:
            await guest.ear.closed
            await guest.leave()


async def test_a_recording_holds_the_mix(node: Node) -> None:
    events = Events(node)
    guest = Guest("red")
    await guest.join(node)
    await guest.ear.until(pictures=25)
    path = Path(await node.start_recording("c", "r1"))
    assert (await events.wait(RecordingChanged)).on
    await guest.ear.until(pictures=len(guest.ear.pictures) + 75)
    await node.stop_recording("c")
    assert not (await events.wait(RecordingChanged)).on
    with av.open(path) as container:
        pictures = list(container.decode(video=0))
    assert len(pictures) > 50
    assert find_colour(rgb(pictures[-1]), "red") is not None
    await guest.leave()


async def test_refusals(node: Node) -> None:
    join = Join(
        conference="c", member="m", kind=MemberKind.POINT, plate=Plate(title="m"), offer="rubbish"
    )
    with pytest.raises(BadOfferError):
        await node.join(join)
    with pytest.raises(UnknownConferenceError):
        await node.end("nobody")
    with pytest.raises(UnknownSessionError):
        await node.restart("nobody", "")
    guests = [Guest(f"m{number}") for number in range(7)]
    for guest in guests[:6]:
        await guest.join(node)
    with pytest.raises(BusyError):
        await guests[6].join(node)
    for guest in guests:
        await guest.leave()


def test_half_of_the_processors_decode_but_one_at_least() -> None:
    assert [decoders(count) for count in (0.5, 1, 2, 4, 16)] == [1, 1, 1, 2, 8]
