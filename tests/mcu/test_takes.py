"""Random scenes are taken one after another, and nobody at the end of a line notices more of it
than that the picture is another: every frame is shown, and no take makes a keyframe.
"""

import random
from statistics import median
from typing import Any

import av
import pytest

from mcu.effort import Effort
from mcu.media import Codec, Encoded
from mcu.messages import MemberConnected, MemberKind
from mcu.node import Node
from mcu.scene import Layout, Scene
from mcu.video.encoder import Encoder
from mcu.video.screen import Screen, Views
from tests.mcu.guest import Events, Guest
from tests.video.drawings import SMALL, drawn_in_ticks, note_drawings

TAKES = 25
DEAREST = 4
"""Times a usual tick's processor time that one with a take may need: it paints all, and encodes
what nobody foresaw. To draw what is written on it would take ten."""

LAYOUTS = [one for one in Layout if one is not Layout.CUSTOM]


def shown(codec: Codec, frames: list[Encoded]) -> int:
    """Return how many whole pictures a decoder makes of all that came."""
    decoder = av.VideoCodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")
    decoder.thread_count = 1
    pictures = [one for frame in frames for one in decoder.decode(av.Packet(frame.data))]
    pictures += decoder.decode(None)
    return sum(not one.is_corrupt for one in pictures)


class Made:
    """What ticks cost (ns of processor time), with takes and without, and what they encoded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.takes: list[int] = []
        self.others: list[int] = []
        self.unasked = 0
        """Keyframes that neither their time nor anybody had asked for."""
        took, make, encode = Effort.took, Screen._make, Encoder.encode
        spent: list[int] = []

        def note(effort: Effort, cost: int, now: int) -> None:
            spent.append(cost)
            took(effort, cost, now)

        def tick(screen: Screen, views: Views, *rest: Any) -> None:
            before, _ = screen._taken
            spent.clear()
            make(screen, views, *rest)
            (self.others if views.takes == before else self.takes).append(max(spent))

        def coded(
            encoder: Encoder, frame: av.VideoFrame, number: int, *, keyframe: bool
        ) -> tuple[bytes, bool]:
            data, is_one = encode(encoder, frame, number, keyframe=keyframe)
            self.unasked += is_one > keyframe
            return data, is_one

        monkeypatch.setattr(Encoder, "encode", coded)
        monkeypatch.setattr(Effort, "took", note)
        monkeypatch.setattr(Screen, "_make", tick)


async def test_every_frame_of_many_takes_is_shown_in_each_codec(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, made = note_drawings(monkeypatch), Made(monkeypatch)
    events = Events(node)
    points = [Guest(colour) for colour in ("red", "green", "blue")]
    eyes = [Guest(codec.value, MemberKind.VIEWER, video=codec) for codec in (Codec.VP8, Codec.H264)]
    for guest in (*points, *eyes):
        await guest.join(node)
        await events.wait(MemberConnected, guest.name)
    for eye in eyes:
        await eye.ear.until(pictures=3)
    program = node._conferences["c"].video.program
    takes = program.seating.takes
    drawn.clear()
    made.takes.clear()
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
    assert made.unasked == 0
    assert drawn
    assert drawn_in_ticks(drawn) <= SMALL, "no tick is late for what is written"
    assert 0 < median(made.takes) < DEAREST * median(made.others)
    for eye, codec in zip(eyes, (Codec.VP8, Codec.H264), strict=True):
        pictures = list(eye.ear.pictures)
        assert pictures[0].keyframe
        assert shown(codec, pictures) == len(pictures)
    for guest in (*points, *eyes):
        await guest.leave()
