"""Datagrams in line, which the system cuts (generic segmentation offload, Linux udp(7))."""

from collections.abc import Iterable
from typing import Final, NamedTuple

MAX_TRAIN: Final = 60_000
"""Bytes of a train at most: what the system takes at once has to fit one datagram of IPv6."""

MAX_CARS: Final = 64
"""Datagrams of a train at most (UDP_MAX_SEGMENTS of Linux before 6.9)."""


class Train(NamedTuple):
    """Bytes `begin` to `end` of a piece of memory: datagrams of `size`, the last may be shorter."""

    begin: int
    end: int
    size: int

    @property
    def cars(self) -> int:
        """How many datagrams it is cut into."""
        return -(-(self.end - self.begin) // self.size)


def line_up(sizes: Iterable[int]) -> list[Train]:
    """Make as few trains as can be of datagrams, of at least a byte, that lie in this order."""
    trains: list[Train] = []
    begin = at = size = end = 0
    for length in sizes:
        if length > size or at >= end:
            if at:
                trains.append(Train(begin, at, size))
            begin, size = at, length
            end = at + min(MAX_CARS, MAX_TRAIN // size) * size
        elif length < size:
            end = 0
        at += length
    if at:
        trains.append(Train(begin, at, size))
    return trains
