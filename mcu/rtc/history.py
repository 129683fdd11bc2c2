"""What a stream has sent of late, so that it can send it again, and how often it may."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S
from mcu.rtc.packet import SEQUENCE_MASK

MAX_PACKETS: Final = 512
"""Packets that can be sent again: a second at 5 Mbit/s. The last frame stays, however large."""

MAX_AGE: Final = NS_PER_S * 5 // 4
"""Age (ns) beyond which a packet is of no use: receivers wait for 1.2 s (`mcu.rtc.nack`)."""

_PAST: Final = 4096
"""Numbers before the oldest packet kept that are taken for older ones: half a minute's."""

_MAX_CREDIT: Final = 128_000
"""Bytes that may be sent again in one burst: a large keyframe, or a second of cut line."""

_SHARE: Final = 2
"""One part of so many may be sent again."""

_CONGESTED_SHARE: Final = 10
_CONGESTED_CREDIT: Final = 6_000  # bytes: a few packets, the last ones of a picture


class SentFrame(NamedTuple):
    """One frame as it was sent; its `payloads` are shared, the first `length` of them went out."""

    first: int
    """Unwrapped sequence number of its first packet."""

    length: int
    timestamp: int
    payloads: Sequence[bytes]
    pts: int
    """Time of the picture, which is sent as soon as it is made (ns)."""

    payload_type: int


_first = attrgetter("first")


class History:
    """The frames of the last second, by the sequence numbers of their packets.

    It refers to the payloads that all members share, so it costs a member 100 bytes a frame.
    """

    __slots__ = ("_frames", "_packets")

    def __init__(self) -> None:
        self._frames: list[SentFrame] = []
        self._packets = 0

    @property
    def newest(self) -> SentFrame | None:
        """The frame that was sent last."""
        return self._frames[-1] if self._frames else None

    def add(self, frame: SentFrame) -> None:
        """Keep a frame, numbered behind all that are kept, and drop what is too old."""
        frames = self._frames
        frames.append(frame)
        self._packets += frame.length
        horizon = frame.pts - MAX_AGE
        while len(frames) > 1 and (self._packets > MAX_PACKETS or frames[0].pts < horizon):
            self._packets -= frames.pop(0).length

    def find(self, sequence: int) -> tuple[SentFrame, int] | None:
        """The frame of a packet by its 16-bit number, and the packet's place in it."""
        frames = self._frames
        if not frames:
            return None
        last = frames[-1].first + frames[-1].length - 1
        wanted = last - ((last - sequence) & SEQUENCE_MASK)
        at = bisect_right(frames, wanted, key=_first) - 1
        if at < 0:
            return None
        place = wanted - frames[at].first
        return (frames[at], place) if place < frames[at].length else None

    def is_past(self, sequence: int) -> bool:
        """Whether a packet, by its 16-bit number, was sent too long ago to be kept."""
        frames = self._frames
        return bool(frames) and 0 < ((frames[0].first - sequence) & SEQUENCE_MASK) <= _PAST


class Retransmissions:
    """How much may be sent again, so that requests are never an amplifier.

    No packet is asked for twice within half a round trip, because requests cross with answers. All
    retransmissions together are at most half of what is sent anyway: a line that loses a third can
    be repaired, and nobody gains from asking for more. On a line that loses because it is full they
    are a tenth: what is sent again pushes out what is new.
    """

    __slots__ = ("_last", "_share", "credit")

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()  # sequence number → when (ns)
        self._share = _SHARE
        self.credit = 0  # bytes that may be sent again now

    def restrain(self, *, congested: bool) -> None:
        """Allow less from now on, or as much as usual again."""
        self._share = _CONGESTED_SHARE if congested else _SHARE
        if congested:
            self.credit = min(self.credit, _CONGESTED_CREDIT)

    def earn(self, octets: int) -> None:
        """Take note of bytes sent for the first time."""
        self.credit = min(self.credit + octets // self._share, _MAX_CREDIT)

    def repeat(self, octets: int) -> bool:
        """Whether what has just been sent again may be so once more, right away."""
        if octets > self.credit:
            return False
        self.credit -= octets
        return True

    def spend(self, sequence: int, octets: int, now: int, pause: int) -> bool:
        """Whether a packet may be sent again now, `pause` ns after it was the last time.

        The caller has seen that there is `credit` for it.
        """
        last = self._last.get(sequence)
        if last is not None and now - last < pause:
            return False
        self.credit -= octets
        self._last[sequence] = now
        self._last.move_to_end(sequence)
        if len(self._last) > MAX_PACKETS:
            self._last.popitem(last=False)
        return True
