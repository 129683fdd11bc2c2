"""Packets of one time that leave together, the same for many members but for what is theirs."""

from collections.abc import Sequence
from typing import NamedTuple

from mcu.rtc.packet import MARKER


class Burst(NamedTuple):
    """The first `length` payloads of a picture or of what is left of it, or one packet of sound.

    `pts` is its time in nanoseconds, `ticks` in those of a stream's clock, before its own offset.
    `parts` are the same objects for all members.
    """

    parts: Sequence[bytes]
    length: int
    payload_type: int
    pts: int
    ticks: int
    octets: int
    """Of the payloads that are sent."""

    marked: bool
    """Whether the last of the parts ends a picture."""

    @property
    def payloads(self) -> Sequence[bytes]:
        """What is sent."""
        return self.parts[: self.length]

    @property
    def second(self) -> int:
        """The second byte of the last packet that is sent; the others have no marker."""
        ends = self.marked and self.length == len(self.parts)
        return self.payload_type | MARKER if ends else self.payload_type

    def cut(self, length: int) -> "Burst":
        """Return what is left of it when no more than its first payloads were sent."""
        octets = sum(map(len, self.parts[:length]))
        return self._replace(length=length, octets=octets)
