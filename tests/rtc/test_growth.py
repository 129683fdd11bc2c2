"""A frame is sent on while it comes in, in the packets that it would have had if it were whole."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.media import Codec, Encoded, Growing
from mcu.rtc.growth import FIRST, Growth
from mcu.rtc.packet import RtpPacket
from mcu.rtc.payload import FORMATS, MAX_PAYLOAD
from mcu.rtc.reassembly import Reassembly
from tests.rtc.material import CODECS, frame, packets

LIMIT = 1150
"""Bytes of a payload that comes in, which is not that of one that leaves."""

sizes = st.lists(st.integers(1, 40_000), min_size=1, max_size=5)


class Stream:
    """What comes in, how it grows, and what has become whole."""

    def __init__(self) -> None:
        self.reassembly = Reassembly(CODECS)
        self.growth = Growth()
        self.begun: list[Growing] = []
        self.whole: list[Encoded] = []

    def put(self, sequence: int, packet: RtpPacket) -> None:
        frames = self.reassembly.put(sequence, packet, sequence)
        self.growth.settle(frames)
        self.whole += frames
        begun = self.growth.follow(self.reassembly.opened, sequence)
        self.begun += [begun] if begun else []

    def skip(self) -> None:
        self.growth.settle(self.reassembly.skip_hole(0))
        self.growth.follow(self.reassembly.opened, 0)


def sent(one: Encoded) -> list[bytes]:
    return FORMATS[one.codec].packetise(one.data, MAX_PAYLOAD)


def made(codec: Codec, inner: Sequence[int]) -> tuple[list[Encoded], list[RtpPacket]]:
    """A keyframe and what follows it, and its packets."""
    frames = [frame(codec, 0, 30_000, keyframe=True)]
    frames += [frame(codec, at, size, keyframe=False) for at, size in enumerate(inner, 1)]
    return frames, packets(frames, limit=LIMIT)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.VP9])
@given(inner=sizes, data=st.data())
def test_what_has_grown_is_the_beginning_of_the_whole(
    codec: Codec, inner: list[int], data: st.DataObject
) -> None:
    frames, came = made(codec, inner)
    rest = data.draw(st.permutations(range(1, len(came)))) if data.draw(st.booleans()) else None
    stream = Stream()
    for at in [0, *rest] if rest else range(len(came)):
        stream.put(100 + at, came[at])
        for one in stream.begun:
            assert any(sent(whole)[: len(one.parts)] == one.parts for whole in frames)
            assert one.octets == sum(map(len, one.parts))
            assert not one.lost
    assert [one.data for one in stream.whole] == [one.data for one in frames]
    grown = [one for one in stream.whole if one.grown]
    assert [one.grown for one in grown] == stream.begun
    for whole in grown:
        assert whole.grown
        assert whole.grown.whole
        assert whole.grown.parts == sent(whole)
        assert not whole.keyframe


def test_a_page_has_left_for_the_most_part_before_its_last_packet_is_here() -> None:
    frames, came = made(Codec.VP8, [100_000])
    stream = Stream()
    for at, packet in enumerate(came[:-1]):
        stream.put(100 + at, packet)
    (growing,) = stream.begun
    assert [one.whole for one in stream.begun] == [False]
    assert len(growing.parts) > 0.9 * len(sent(frames[1]))
    stream.put(100 + len(came) - 1, came[-1])
    assert [one.whole for one in stream.begun] == [True]


@pytest.mark.parametrize(
    ("codec", "size", "keyframe"),
    [(Codec.H264, 60_000, False), (Codec.VP8, 60_000, True), (Codec.VP8, FIRST * 900, False)],
)
def test_other_frames_are_waited_for(codec: Codec, size: int, keyframe: bool) -> None:
    frames = [frame(codec, 0, 500, keyframe=True), frame(codec, 1, size, keyframe=keyframe)]
    stream = Stream()
    for at, packet in enumerate(packets(frames, limit=LIMIT)):
        stream.put(100 + at, packet)
    assert len(stream.whole) == 2
    assert not stream.begun


def test_a_frame_that_is_given_up_is_lost() -> None:
    _, came = made(Codec.VP8, [60_000, 60_000])
    first = next(at for at, one in enumerate(came) if one.marker) + 1
    stream = Stream()
    for at in [*range(first + 20), *range(first + 21, len(came))]:
        stream.put(100 + at, came[at])
    assert [one.lost for one in stream.begun] == [False], "what is missing may still come"
    stream.skip()
    assert [(one.lost, one.whole) for one in stream.begun] == [(True, False)]
