"""How much is sent to a peer beside one of his streams. Pure."""

from collections.abc import Callable
from typing import Final

from mcu.clock import NS_PER_S

COUNTED: Final = 400_000_000
"""Nanoseconds that are counted at least: of pictures of people, ten."""

OVERHEAD: Final = 56
"""Bytes of a packet beside its payload: IP and UDP, RTP, the tag of SRTP."""


class Others:
    """The bits per second of all else, of which `octets` returns how many bytes have ever left."""

    __slots__ = ("_at", "_counted", "_octets", "_rate")

    def __init__(self, octets: Callable[[], int]) -> None:
        self._octets = octets
        self._at = self._counted = self._rate = 0

    def rate(self, now: int) -> int:
        """Return the bits per second of late, until `now` (ns)."""
        took = now - self._at
        if took >= COUNTED:
            counted = self._octets()
            # Long ago it says nothing of now.
            if self._at and took < 10 * COUNTED:
                self._rate = (counted - self._counted) * 8 * NS_PER_S // took
            self._at, self._counted = now, counted
        return self._rate
