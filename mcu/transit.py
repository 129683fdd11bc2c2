"""How long packets are under way, compared with the fastest of them."""

from bisect import bisect_left, insort
from collections import deque
from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE

WINDOW: Final = 500
"""Packets looked back on: ten seconds of talk. Sender clocks 200 ppm off move 2 ms in that time."""

MAX_AGE: Final = 10 * NS_PER_S
"""With DTX, 500 packets may be minutes; older ones go, down to `MIN_PACKETS`."""

MIN_PACKETS: Final = 25

QUANTILE: Final = 0.98
"""The share of packets the delay is made for. Those beyond cost one concealed frame each."""


def to_ns(samples: int) -> int:
    """Nanoseconds of a number of samples."""
    return samples * NS_PER_S // SAMPLE_RATE


def to_samples(ns: int) -> int:
    """Whole samples in a number of nanoseconds."""
    return ns * SAMPLE_RATE // NS_PER_S


class Transit:
    """The transit times of the last packets, sorted.

    A transit time is arrival minus RTP timestamp. The two clocks have nothing in common, so only
    differences mean something: the least of the window is `base`, that of a packet which was not
    held up anywhere, and the rest is compared with it. A sliding window forgets a base
    that is no longer reached, which is how drift and new routes are followed.
    """

    __slots__ = ("_order", "_sorted", "_window")

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self._order: deque[tuple[int, int]] = deque()
        self._sorted: list[int] = []

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, arrived: int, transit: int) -> None:
        """Note a packet's arrival and its transit time, both in ns."""
        insort(self._sorted, transit)
        order = self._order
        order.append((arrived, transit))
        while len(order) > self._window or (
            len(order) > MIN_PACKETS and arrived - order[0][0] > MAX_AGE
        ):
            del self._sorted[bisect_left(self._sorted, order.popleft()[1])]

    def forget(self) -> None:
        """Keep the newest packet only: the times before it say nothing about those to come."""
        newest = self._order[-1]
        self._order.clear()
        self._order.append(newest)
        self._sorted = [newest[1]]

    @property
    def base(self) -> int:
        """Transit (ns) of the fastest packet; there must be one."""
        return self._sorted[0]

    @property
    def behind(self) -> int:
        """How much later than the fastest the newest came, in ns."""
        return self._order[-1][1] - self._sorted[0]

    @property
    def spread(self) -> int:
        """How much later than the fastest the `QUANTILE` of packets comes, in ns."""
        return self.late(QUANTILE)

    def late(self, quantile: float) -> int:
        """How much later than the fastest a share of the packets comes at most, in ns."""
        return self._sorted[int(quantile * (len(self._sorted) - 1))] - self._sorted[0]
