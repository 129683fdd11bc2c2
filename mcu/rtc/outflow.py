"""What is left of pictures that leave over a while, and how much of it may leave by now. Pure."""

from collections import deque
from collections.abc import Sequence
from copy import copy
from itertools import accumulate
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S
from mcu.media import Growing
from mcu.rtc.burst import Burst
from mcu.rtc.pace import LEAST_RATE, STRETCH, TELLING

BURST: Final = 15_000
"""Bytes that are to be had after a rest: an eighth of a second at 1 Mbit/s, which any queue
holds."""

SLICE: Final = 9_500
SLICE_NS: Final = 40_000_000
"""What leaves is to be as many bytes at least, of a slow line as many nanoseconds of sending, if so
much is there: a packet of two costs 2.5 times as much as one of eight."""

LATE: Final = 25_000_000
"""Nanoseconds that are made up for between two polls at most."""

LONGEST: Final = 4 * NS_PER_S
"""Nanoseconds of sending without a rest after which what left tells of another time."""

MAX_WAITING: Final = 600_000
"""Bytes that may wait: three whole pages. With more waiting, new frames are to be refused."""


class Piece(NamedTuple):
    """Packets of one frame that may leave now; `ends` it or not.

    `pts` is the time that they are stamped with.
    """

    parts: Sequence[bytes]
    payload_type: int
    pts: int
    ends: bool


class Page(NamedTuple):
    """So many bytes have left over so many nanoseconds; `whole` if nothing is left."""

    octets: int
    took: int
    whole: bool


class _Waiting:
    """What is left of a frame: its packets behind those that were sent."""

    __slots__ = ("frame", "octets", "payload_type", "sent")

    def __init__(self, frame: Growing, payload_type: int) -> None:
        self.frame = frame
        self.payload_type = payload_type
        self.sent = 0
        self.octets = 0  # of the packets that were sent

    @property
    def done(self) -> bool:
        """Whether all of it was sent."""
        return self.frame.whole and self.sent == len(self.frame.parts)


class Outflow:
    """Frames that wait, the credit that lets them leave, and what tells of the line.

    Of one stream, or of many in step (`mcu.rtc.march`).
    """

    __slots__ = ("_began", "_credit", "_left", "_polled", "_told", "_waiting", "rate")

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._credit = BURST
        self._polled = 0
        self.rate = LEAST_RATE
        """Bits per second at which they leave."""
        self._began: int | None = None  # when what waits began to leave (ns)
        self._left = 0  # bytes that have left since then
        self._told = 0  # when some of it was told of

    @property
    def waits(self) -> bool:
        """Whether there is more than has been sent."""
        return bool(self._waiting)

    @property
    def full(self) -> bool:
        """Whether so much waits that nothing new is to be taken."""
        return sum(one.frame.octets - one.octets for one in self._waiting) >= MAX_WAITING

    @property
    def lost(self) -> bool:
        """Whether the rest of what is being sent will never come."""
        return bool(self._waiting) and self._waiting[0].frame.lost

    @property
    def room(self) -> int:
        """Bytes that may leave at once."""
        return max(self._least, self._most)

    @property
    def _least(self) -> int:
        return min(SLICE, SLICE_NS * self.rate // (8 * NS_PER_S))

    @property
    def _most(self) -> int:
        return LATE * self.rate // (8 * NS_PER_S)

    def copy(self) -> "Outflow":
        """Return what goes on from here by itself."""
        other = copy(self)
        other._waiting = deque(map(copy, self._waiting))  # noqa: SLF001 - one of its own kind
        return other

    def take(self, frame: Growing, payload_type: int) -> None:
        """Have a frame wait, which may still come in; by its time more may leave."""
        self.earn(max(frame.pts, self._polled))
        self._waiting.append(_Waiting(frame, payload_type))

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def earn(self, now: int) -> None:
        """Allow what may leave by now (ns)."""
        earned = (now - self._polled) * self.rate // (8 * NS_PER_S)
        self._polled = now
        self._credit = min(self._credit + earned, max(BURST, self._most))
        if self._waiting and self._began is None:
            self._began, self._left, self._told = now, 0, now

    def next(self, room: int) -> Piece | None:
        """Return what is to leave now, in about so many bytes, None as long as nothing is."""
        self._tidy()
        if not self._waiting or self.lost:
            return None
        first = self._waiting[0]
        parts = first.frame.parts[first.sent :]
        here = first.frame.octets - first.octets
        if not parts or self._credit < min(self._least, room, here):
            return None  # the rest has not come, or has to wait
        octets = min(room, self._credit, here)
        sizes = accumulate(map(len, parts))
        count = next((n for n, size in enumerate(sizes, 1) if size >= octets), len(parts))
        # The last of those that have come is not the last of the frame.
        ends = first.frame.whole and count == len(parts)
        frame = first.frame
        pts = frame.pts if frame.stamp is None else frame.stamp
        return Piece(tuple(parts[:count]), first.payload_type, pts, ends)

    def went(self, burst: Burst) -> None:
        """Take note that a piece has left."""
        first = self._waiting[0]
        first.sent += burst.length
        first.octets += burst.octets
        self._credit -= burst.octets
        self._left += burst.octets
        self._tidy()

    def _tidy(self) -> None:
        """Forget what was sent to its end, which may have come without another packet."""
        while self._waiting and self._waiting[0].done:
            self._waiting.popleft()

    def page(self, now: int) -> Page | None:
        """Return the page that has just left, or what of a long one has, every now and then."""
        if self._began is None:
            return None
        page = Page(self._left, now - self._began, not self._waiting)
        if page.whole:
            self._began = None
        elif now - self._told >= STRETCH and page.octets >= TELLING:
            self._told = now
            if page.took >= LONGEST:
                self._began, self._left = now, 0
        else:
            return None
        return page if page.octets >= TELLING else None
