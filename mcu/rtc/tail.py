"""What is left of pictures too large to leave at once, and how much of it may leave by now. Pure.

At 1.5 Mbit/s a picture takes seven packets and a keyframe fifty. At once, they overrun the queue
of a commune's router, which drops a third of them, and voices with them.
"""

from collections import deque
from collections.abc import Sequence
from copy import copy
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S

AT_ONCE: Final = 8
"""Packets of a larger picture that leave at once: 40 ms of 2 Mbit/s, which any queue holds. With
fewer at a time it takes longer to send it to 400 members than it is spread over."""

LARGE: Final = 16
"""Packets up to which a picture is none to spread: in a lively meeting a third of all pictures
takes more than `AT_ONCE`."""

LEAST_RATE: Final = 2_000_000
MOST_RATE: Final = 4_000_000
"""Bits per second at which the rest leaves: the least for a line that carries the picture at all,
the most where the peer says nothing or believes in a wide line. It is a burst still, of the 2.5 of
the bitrate that browsers send at; a line of 2.5 Mbit/s with 60 ms of queue loses of it a third of
what it lost, one of 3 Mbit/s nothing."""

MOST_DELAY: Final = NS_PER_S // 5
"""Nanoseconds that a packet may wait. What is more leaves faster: less would freeze the picture."""

MOST_BEHIND: Final = NS_PER_S
"""Nanoseconds by which the last picture that waits may be newer than the first. Where there is no
time to send them, each would be later than the one before: a keyframe is sooner there."""

LATE: Final = 30_000_000
"""Nanoseconds that count between two polls at most. What a busy event loop makes up for in one go,
to all members, would make it late again."""


class Rest(NamedTuple):
    """What is left of a picture, of which the first `length` packets may leave now."""

    parts: Sequence[bytes]
    length: int
    payload_type: int
    pts: int


class Tail:
    """Pictures that wait, in their order, and the credit that lets them leave.

    Of one stream, or of many in step (`mcu.rtc.march`).
    """

    __slots__ = ("_credit", "_least", "_polled", "_queued", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[tuple[Sequence[bytes], int, int]] = deque()
        self._queued = 0  # bytes in there
        self._least = LEAST_RATE  # with which they leave in time
        self._credit = 0  # bytes that may leave
        self._polled: int | None = None  # when it last earned (ns)

    @property
    def waits(self) -> bool:
        """Whether anything does."""
        return bool(self._waiting)

    def is_behind(self, pts: int) -> bool:
        """Whether too much waits for a picture of this time (ns) to wait behind it."""
        return bool(self._waiting) and pts - self._waiting[0][2] > MOST_BEHIND

    def put(self, parts: Sequence[bytes], payload_type: int, pts: int) -> None:
        """Have what is left of a picture wait, one packet at least."""
        self._waiting.append((parts, payload_type, pts))
        self._queued += sum(map(len, parts))
        self._least = max(self._least, self._queued * 8 * NS_PER_S // MOST_DELAY)

    def earn(self, now: int, rate: int) -> None:
        """Allow what may leave by now (ns) at `rate` bits per second, or faster if much waits."""
        elapsed = 0 if self._polled is None else min(now - self._polled, LATE)
        self._polled = now
        self._credit += elapsed * max(rate, self._least) // (8 * NS_PER_S)

    def next(self) -> Rest | None:
        """Return what is to leave now, None as long as nothing is."""
        if not self._waiting:
            return None
        parts, payload_type, pts = self._waiting[0]
        length = min(AT_ONCE, len(parts))
        octets = sum(map(len, parts[:length]))
        return Rest(parts, length, payload_type, pts) if octets <= self._credit else None

    def went(self, rest: Rest) -> None:
        """Take note that what is returned by `next` has left; its pace ends with all of it."""
        octets = sum(map(len, rest.parts[: rest.length]))
        self._credit -= octets
        self._queued -= octets
        self._waiting.popleft()
        if rest.length < len(rest.parts):
            left = rest.parts[rest.length :]
            self._waiting.appendleft((left, rest.payload_type, rest.pts))
        elif not self._waiting:
            self.clear()

    def clear(self) -> None:
        """Have nothing wait any more."""
        self._waiting.clear()
        self._queued = self._credit = 0
        self._least = LEAST_RATE
        self._polled = None

    def copy(self) -> "Tail":
        """Return the same, for who goes on by himself."""
        other = copy(self)
        other._waiting = self._waiting.copy()  # noqa: SLF001 - its own kind
        return other
