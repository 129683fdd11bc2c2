"""A receiver for tests, and packets for it."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from mcu.media import Codec, Encoded
from mcu.rtc.feedback import AnyRtcpPacket, keyframe_requests, nacked
from mcu.rtc.inbound import VideoInbound
from mcu.rtc.packet import RtpPacket
from tests.rtc.material import (
    CODECS,
    H264,
    MS,
    RTX,
    VP8,
    VP9,
    frame,
)

LOCAL = 0x33333333
REPAIRS = {VP8: RTX, H264: RTX + 2, VP9: RTX + 4}
"""The payload type of its retransmissions, by payload type."""

LIMIT = 60

RUBBISH = st.builds(
    RtpPacket,
    st.sampled_from([VP8, H264, VP9, RTX, RTX + 2, 120]),
    st.booleans(),
    st.integers(0, 60) | st.integers(0, 0xFFFF),
    st.integers(0, 3) | st.integers(0, 0xFFFFFFFF),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([b"", b"\x10\x10", b"\x10\x11", b"\x00\x00", b"\x67\x01", b"\x0c\x82"])
    | st.binary(max_size=8),
)


def inbound(*, repair: bool = True) -> VideoInbound:
    return VideoInbound(CODECS, {own: one for one, own in REPAIRS.items()} if repair else {}, LOCAL)


def gop(count: int, *, first: int = 0, codec: Codec = Codec.VP8) -> list[Encoded]:
    return [frame(codec, first + at, 150, keyframe=not at) for at in range(count)]


def receive(
    stream: VideoInbound, made: Iterable[RtpPacket], start: int = 0, step: int = MS
) -> list[Encoded]:
    """Receive packets `step` ns apart from `start` on."""
    frames: list[Encoded] = []
    for at, packet in enumerate(made):
        frames += stream.receive(packet, start + at * step)
    return frames


def feedback(
    stream: VideoInbound, start: int, stop: int, released: list[Encoded] | None = None
) -> list[tuple[int, AnyRtcpPacket]]:
    """What is said when (ms), looked at every millisecond; frames that are `released` meanwhile."""
    frames = [] if released is None else released
    said: list[tuple[int, AnyRtcpPacket]] = []
    for ms in range(start, stop):
        frames += stream.release(ms * MS)
        said += [(ms, one) for one in stream.poll(ms * MS)]
    return said


def nacks(said: Sequence[tuple[int, AnyRtcpPacket]]) -> list[tuple[int, list[int]]]:
    return [(ms, nacked(one)) for ms, one in said if nacked(one)]


def plis(said: Sequence[tuple[int, AnyRtcpPacket]]) -> list[int]:
    return [ms for ms, one in said if keyframe_requests(one)]
