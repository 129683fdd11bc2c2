"""What a stream has sent of late, so that it can send it again, and how often it may."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from operator import itemgetter
from typing import Final

from mcu.clock import NS_PER_S
from mcu.rtc.burst import Burst
from mcu.rtc.packet import SEQUENCE_MASK

MAX_PACKETS: Final = 512
"""Packets that can be sent again: a second at 5 Mbit/s. The last burst stays, however large."""

MAX_AGE: Final = NS_PER_S * 5 // 4
"""Age (ns) beyond which a packet is of no use: receivers wait for 1.2 s (`mcu.rtc.nack`)."""

_LOOSE: Final = 64
"""Bursts up to which nobody looks which of them are too old; twice as many as there usually are."""

_PAST: Final = 4096
"""Numbers before the oldest packet kept that are taken for older ones: half a minute's."""

_MAX_CREDIT: Final = 128_000
"""Bytes that may be sent again in one burst: a large keyframe, or a second of cut line."""

_SHARE: Final = 2
"""One part of so many may be sent again."""

_CONGESTED_SHARE: Final = 10
_CONGESTED_CREDIT: Final = 6_000  # bytes: a few packets, the last ones of a picture

Sent = tuple[int, Burst]
"""The unwrapped sequence number of a burst's first packet, and the burst: all of it went out."""

_first = itemgetter(0)


class History:
    """The bursts of the last second, by the sequence numbers of their packets.

    It refers to what all members share, so it costs a member 100 bytes a burst. `add` is called
    for each of them, at all who are not in step, and the others when packets are missing: so these
    sort out what is too old.
    """

    __slots__ = ("_bursts", "_limit")

    def __init__(self) -> None:
        self._bursts: list[Sent] = []
        self._limit = _LOOSE

    @property
    def newest(self) -> Sent | None:
        """What was sent last."""
        return self._bursts[-1] if self._bursts else None

    def add(self, sent: Sent) -> None:
        """Keep a burst, numbered on from the last one."""
        self._bursts.append(sent)
        if len(self._bursts) > self._limit:
            self._sort_out()

    def shorten(self, burst: Burst, left: int) -> None:
        """Keep only the first packets of a burst, if it is the newest."""
        newest = self.newest
        if newest is not None and newest[1] is burst:
            self._bursts[-1:] = [(newest[0], burst.cut(left))] if left else []

    def follow(self, other: "History", number: int, begin: int) -> None:
        """Keep what another has from a number on, whose numbers count from `begin` here."""
        self._bursts += [(begin + first, burst) for first, burst in other.since(number)]
        if len(self._bursts) > self._limit:
            self._sort_out()

    def _sort_out(self) -> None:
        self._limit = max(2 * len(self._kept()), _LOOSE)

    def reaches(self, number: int) -> bool:
        """Whether it goes back to an unwrapped number."""
        return not self._bursts or self._bursts[0][0] <= number

    def since(self, number: int) -> list[Sent]:
        """Return the bursts from an unwrapped number on, as far as they are kept."""
        bursts = self._kept()
        return bursts[bisect_left(bursts, number, key=_first) :]

    def find(self, sequence: int) -> tuple[Sent, int] | None:
        """The burst of a packet by its 16-bit number, and the packet's place in it."""
        bursts = self._kept()
        if not bursts:
            return None
        first, burst = bursts[-1]
        last = first + burst.length - 1
        wanted = last - ((last - sequence) & SEQUENCE_MASK)
        at = bisect_right(bursts, wanted, key=_first) - 1
        return (bursts[at], wanted - bursts[at][0]) if at >= 0 else None

    def is_past(self, sequence: int) -> bool:
        """Whether a packet, by its 16-bit number, was sent too long ago to be kept."""
        bursts = self._kept()
        return bool(bursts) and 0 < ((bursts[0][0] - sequence) & SEQUENCE_MASK) <= _PAST

    def _kept(self) -> list[Sent]:
        """Drop what is too old, and return the others."""
        bursts = self._bursts
        if bursts:
            first, newest = bursts[-1]
            oldest, horizon = first + newest.length - MAX_PACKETS, newest.pts - MAX_AGE
            last = len(bursts) - 1
            old = 0
            while old < last and (bursts[old][0] < oldest or bursts[old][1].pts < horizon):
                old += 1
            del bursts[:old]
        return bursts


class Retransmissions:
    """How much may be sent again, so that requests are never an amplifier.

    No packet is asked for twice within half a round trip, because requests cross with answers. All
    retransmissions together are at most half of what is sent anyway: a line that loses a third can
    be repaired, and nobody gains from asking for more. On a line that loses because it is full they
    are a tenth: what is sent again pushes out what is new.
    """

    __slots__ = ("_last", "_seen", "_share", "credit")

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()  # sequence number → when (ns)
        self._share = _SHARE
        self._seen = 0
        self.credit = 0
        """Bytes that may be sent again, as of the last `earn`."""

    def restrain(self, *, congested: bool) -> None:
        """Allow less from now on, or as much as usual again."""
        self._share = _CONGESTED_SHARE if congested else _SHARE
        if congested:
            self.credit = min(self.credit, _CONGESTED_CREDIT)

    def earn(self, octets: int) -> None:
        """Take note of how many bytes were sent for the first time in the stream's life."""
        earned = (octets - self._seen) // self._share
        self._seen = octets
        self.credit = min(self.credit + earned, _MAX_CREDIT)

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
