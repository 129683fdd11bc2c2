"""Random scenes are taken one after another, and nobody at the end of a line notices more of it
than that the picture is another: every frame is shown, and no keyframe is needed.
"""

import random

import av

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.messages import MemberConnected, MemberKind
from mcu.node import Node
from mcu.scene import Layout, Scene
from mcu.video.rendition import KEYFRAME_MAX_NS
from tests.mcu.guest import Events, Guest

TAKES = 25
DEAREST_NS = 2 * NS_PER_S // 25
"""Processor time of two periods: where others use a processor as well, its time is worth less."""

LAYOUTS = [one for one in Layout if one is not Layout.CUSTOM]


def shown(codec: Codec, frames: list[Encoded]) -> int:
    """Return how many whole pictures a decoder makes of all that came."""
    decoder = av.VideoCodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")
    decoder.thread_count = 1
    pictures = [one for frame in frames for one in decoder.decode(av.Packet(frame.data))]
    pictures += decoder.decode(None)
    return sum(not one.is_corrupt for one in pictures)


async def test_every_frame_of_many_takes_is_shown_in_each_codec(node: Node) -> None:
    events = Events(node)
    points = [Guest(colour) for colour in ("red", "green", "blue")]
    eyes = [Guest(codec.value, MemberKind.VIEWER, video=codec) for codec in (Codec.VP8, Codec.H264)]
    for guest in (*points, *eyes):
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
    for eye in eyes:
        await eye.ear.until(pictures=3)
    program = node._conferences["c"].video.program
    program.dearest, takes = 0, program.seating.takes
    before = {eye: sum(one.keyframe for one in eye.ear.pictures) for eye in eyes}
    chance = random.Random(5)
    names = [guest.name for guest in points]
    for number in range(TAKES):
        main = tuple(chance.sample(names, chance.randint(0, 3)))
        scene = Scene(
            layout=chance.choice(LAYOUTS), main=main, fade=number % 2 == 0, ticker=f"{number}"
        )
        await node.show("c", scene)
        while program.seating.on_screen != scene:
            await eyes[0].ear.until(pictures=len(eyes[0].ear.pictures) + 1)
    for eye in eyes:
        await eye.ear.until(pictures=len(eye.ear.pictures) + 3)
    assert program.seating.takes - takes == TAKES
    assert 0 < program.dearest < DEAREST_NS, "no take takes longer than there is time for"
    for eye, codec in zip(eyes, (Codec.VP8, Codec.H264), strict=True):
        pictures = list(eye.ear.pictures)
        assert pictures[0].keyframe
        assert shown(codec, pictures) == len(pictures)
        periodic = (pictures[-1].pts - pictures[0].pts) // KEYFRAME_MAX_NS + 1
        assert sum(one.keyframe for one in pictures) - before[eye] <= periodic
    for guest in (*points, *eyes):
        await guest.leave()
