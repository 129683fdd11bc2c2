"""Members who get a smaller picture, or none: real clients, real codecs, real time."""

import asyncio
from collections.abc import Callable
from itertools import groupby

from mcu.connection import Connection
from mcu.media import Codec, Encoded
from mcu.messages import (
    LineQuality,
    MemberConnected,
    MemberSettings,
    MemberStats,
    OpenConference,
    Vp9,
)
from mcu.node import Node
from mcu.video.decoder import Decoder
from mcu.video.mixer import VideoMixer
from tests.mcu.guest import Events, Guest, decode
from tests.patience import PATIENCE


def stats(node: Node, member: str) -> MemberStats:
    members = (one for conference in node.statistics() for one in conference.members)
    return next(one for one in members if one.member == member)


def changes(frames: list[Encoded]) -> list[tuple[Codec, int]]:
    """Codec and height of what was shown, one after another; every frame is shown."""
    decoder = Decoder()
    pictures = [decoder.decode(frame) for frame in frames]
    shown = [
        (frame.codec, picture.height)
        for frame, picture in zip(frames, pictures, strict=True)
        if picture
    ]
    assert len(shown) == len(frames), "all of it can be decoded, in one go"
    return [one for one, _ in groupby(shown)]


async def until(guest: Guest, true: Callable[[], bool]) -> None:
    """Wait for something that is true with a picture or a packet of sound at the latest."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            guest.ear.more.clear()
            await guest.ear.more.wait()


def sizes_made(mixer: VideoMixer) -> dict[tuple[Codec, int], int]:
    return {
        (codec, rung.height): one.encoded
        for (codec, rung), one in mixer.program._renditions.items()
    }


async def test_a_smaller_picture_and_the_full_one_again(node: Node) -> None:
    events = Events(node)
    moved, other = Guest("red"), Guest("blue")
    for guest in (moved, other):
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
        await guest.ear.until(pictures=5)
    mixer = node._conferences["c"].video
    assert set(sizes_made(mixer)) == {(Codec.VP8, 720)}, "nobody watches anything else"
    before = [stats(node, name).frames_sent for name in ("red", "blue")]
    for limit, height in ((360, 360), (10_000, 720)):
        await node.settings("c", "red", MemberSettings(max_height=limit))
        await until(moved, lambda height=height: stats(node, "red").height == height)  # type: ignore[misc]
        await moved.ear.until(pictures=len(moved.ear.pictures) + 20)
    frames = moved.ear.pictures
    pictures = decode(frames)
    assert len(pictures) == len(frames), "all of it can be decoded, in one go"
    heights = [picture.height for picture in pictures]
    changes = [n for n in range(1, len(heights)) if heights[n] != heights[n - 1]]
    assert [(heights[n], pictures[n].width) for n in changes] == [(360, 640), (720, 1280)]
    assert all(frames[n].keyframe for n in changes)
    assert {picture.height for picture in decode(other.ear.pictures)} == {720}
    after = [stats(node, name).frames_sent for name in ("red", "blue")]
    gained, still = (b - a for a, b in zip(before, after, strict=True))
    assert gained >= still, "not one picture less than who stayed where he was"
    for guest in (moved, other):
        await guest.leave()


async def test_sound_only_and_back(node: Node) -> None:
    events = Events(node)
    guest, speaker = Guest("listener", video=Codec.VP8), Guest("green")
    for one in (guest, speaker):
        await one.join(node)
        await events.wait(MemberConnected, one.name)
    await guest.ear.until(pictures=5)
    await node.settings("c", "listener", MemberSettings(max_height=0))
    assert stats(node, "listener").height == 0
    sent = stats(node, "listener").frames_sent
    await guest.ear.until(sound=len(guest.ear.sound) + 50)
    assert stats(node, "listener").frames_sent == sent
    count = len(guest.ear.pictures)
    await node.settings("c", "listener", MemberSettings(max_height=180))
    await guest.ear.until(pictures=count + 5)
    assert guest.ear.pictures[count].keyframe
    assert {one.height for one in decode(guest.ear.pictures[count:])} == {180}
    for one in (guest, speaker):
        await one.leave()


async def test_a_bad_line_goes_down_and_the_limit_outlives_it(node: Node) -> None:
    events = Events(node)
    guest = Guest("red")
    await guest.join(node)
    await events.wait(MemberConnected)
    await guest.ear.until(pictures=5)
    member = node._conferences["c"].members["red"]
    assert isinstance(member.connection, Connection)
    for _ in range(2):
        member.connection.on_quality(
            LineQuality(
                loss_up=0,
                loss_down=0.6,
                rtt_ms=40,
                jitter_ms=1,
                bitrate_up=0,
                bitrate_down=1_500_000,
                fps_up=25,
            )
        )
    await until(guest, lambda: stats(node, "red").height == 360)
    await node.settings("c", "red", MemberSettings(max_height=180))
    await until(guest, lambda: stats(node, "red").height == 180)
    again = Guest("red")
    await again.join(node)
    await again.ear.until(pictures=5)
    assert stats(node, "red").height == 180
    assert {one.height for one in decode(again.ear.pictures)} == {180}
    await guest.leave()
    await again.leave()


async def test_smaller_pictures_come_in_vp9_to_those_who_take_it(node: Node) -> None:
    """One stream, two codecs: the change is at a keyframe, and no picture is missing."""
    events = Events(node)
    both, plain = Guest("red", also=(Codec.VP9,)), Guest("blue")
    guests = {both: Codec.VP9, plain: Codec.VP8}
    for guest in guests:
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
        await guest.ear.until(pictures=5)
    mixer = node._conferences["c"].video
    assert set(sizes_made(mixer)) == {(Codec.VP8, 720)}, "one encode while all see the whole"
    for height in (360, 720):
        for guest in guests:
            await node.settings("c", guest.name, MemberSettings(max_height=height))
        for guest, small in guests.items():
            await shows(node, guest, height, small if height == 360 else Codec.VP8)
    assert changes(both.ear.pictures) == [(Codec.VP8, 720), (Codec.VP9, 360), (Codec.VP8, 720)]
    assert changes(plain.ear.pictures) == [(Codec.VP8, 720), (Codec.VP8, 360), (Codec.VP8, 720)]
    assert stats(node, "red").frames_dropped == 0
    for guest in guests:
        await guest.leave()


async def shows(node: Node, guest: Guest, height: int, codec: Codec) -> None:
    """Wait for some pictures of a height, which are of a codec."""

    def arrived() -> bool:
        return stats(node, guest.name).height == height

    await until(guest, arrived)
    assert stats(node, guest.name).codec is codec
    await guest.ear.until(pictures=len(guest.ear.pictures) + 20)


async def test_full_hd_if_the_meeting_is_opened_so(node: Node) -> None:
    """1920×1080 is one more rung, and all of them are in VP9 if that is wanted."""
    await node.open(
        OpenConference(
            conference="hd", title="HD", width=1920, height=1080, bitrate=3_000_000, vp9=Vp9.ALL
        )
    )
    guest = Guest("red", also=(Codec.VP9,), conference="hd")
    await guest.join(node)
    await guest.ear.until(pictures=20)
    for height in (720, 1080):
        await node.settings("hd", "red", MemberSettings(max_height=height))
        await shows(node, guest, height, Codec.VP9)
    heights = [height for _, height in changes(guest.ear.pictures)]
    assert heights == [1080, 720, 1080]
    assert {frame.codec for frame in guest.ear.pictures} == {Codec.VP9}
    await guest.leave()
