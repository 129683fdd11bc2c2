"""Counts what arrives without opening it: RTP headers are in the clear (RFC 3711, section 3)."""

from typing import Final

from mcu.rtc.packet import HEADER_SIZE, MARKER, SEQUENCE_MASK

GAPS: Final = 512
"""Milliseconds up to which gaps are told apart."""

_NS_PER_MS: Final = 1_000_000
_HALF: Final = 1 << 15


class Tally:
    """What has arrived of one stream, at a microsecond a packet.

    `frames` counts markers, which end a picture, or packets of sound. `gaps[i]` counts
    how often i ms (the last: or more) went by between two frames.
    """

    __slots__ = ("_last", "_sequence", "frames", "gaps", "longest_gap", "lost", "octets", "packets")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything and begin anew."""
        self._sequence: int | None = None
        self._last = 0
        self.packets = 0
        self.octets = 0
        self.lost = 0
        self.frames = 0
        self.gaps = [0] * GAPS
        self.longest_gap = 0
        """Nanoseconds."""

    def count(self, data: bytearray, size: int, now: int, *, sound: bool) -> None:
        """Take note of the packet in the first `size` bytes of `data`."""
        if size >= HEADER_SIZE:
            self.count_line(data[2] << 8 | data[3], 1, size, now, ends=sound or data[1] >= MARKER)

    def count_line(self, sequence: int, packets: int, octets: int, now: int, *, ends: bool) -> None:
        """Take note of packets that are numbered on from `sequence` and came together.

        `ends` says whether the last one ends a picture, or is one of sound; the others do not.
        """
        if self._sequence is not None:
            step = (sequence - self._sequence) & SEQUENCE_MASK
            if step >= _HALF:  # late: they were counted as lost
                self.lost -= packets
                sequence = self._sequence + 1 - packets
            else:
                self.lost += step - 1
        self._sequence = (sequence + packets - 1) & SEQUENCE_MASK
        self.packets += packets
        self.octets += octets
        if ends:
            if self.frames:
                gap = now - self._last
                self.longest_gap = max(self.longest_gap, gap)
                self.gaps[min(gap // _NS_PER_MS, GAPS - 1)] += 1
            self._last = now
            self.frames += 1
