"""Members who get a smaller picture, or none: real clients, real codecs, real time."""

import asyncio
from collections.abc import Callable

from mcu.media import Codec
from mcu.messages import LineQuality, MemberConnected, MemberSettings, MemberStats
from mcu.node import Node
from mcu.video.mixer import VideoMixer
from tests.mcu.test_node import PATIENCE, Events, Guest, decode


def stats(node: Node, member: str) -> MemberStats:
    (conference,) = node.statistics()
    return next(one for one in conference.members if one.member == member)


async def until(guest: Guest, true: Callable[[], bool]) -> None:
    """Wait for something that is true with a picture or a packet of sound at the latest."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            guest.ear.more.clear()
            await guest.ear.more.wait()


def sizes_made(mixer: VideoMixer) -> dict[tuple[Codec, int], int]:
    return {(codec, rung.height): one.encoded for (codec, rung), one in mixer._renditions.items()}


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
    assert member.connection is not None
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
