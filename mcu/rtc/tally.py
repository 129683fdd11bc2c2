"""Counts what arrives without opening it: RTP headers are in the clear (RFC 3711, section 3)."""

from typing import Final

from mcu.clock import NS_PER_S
from mcu.media import SAMPLE_RATE, TICK_SAMPLES
from mcu.rtc.packet import HEADER_SIZE, MARKER, SEQUENCE_MASK, TIMESTAMP_MASK

GAPS: Final = 512
"""Milliseconds up to which gaps are told apart."""

_NS_PER_MS: Final = 1_000_000
_HALF: Final = 1 << 15
_MOST: Final = 5 * TICK_SAMPLES  # that a packet holds beyond the usual: 120 ms (RFC 6716)


class Tally:
    """What has arrived of one stream, at a microsecond a packet.

    `frames` counts markers, which end a picture, or packets of sound. `gaps[i]` counts how often
    i ms (the last: or more) went by between two frames; between two packets of sound as if each
    held 20 ms, as those that hold more are not late before that is over.
    """

    __slots__ = (
        "_last",
        "_sequence",
        "_time",
        "frames",
        "gaps",
        "longest_gap",
        "lost",
        "octets",
        "packets",
    )

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything and begin anew."""
        self._sequence: int | None = None
        self._last = 0
        self._time = 0
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
            ends = sound or data[1] >= MARKER
            time = int.from_bytes(data[4:8]) if sound else None
            self.count_line(data[2] << 8 | data[3], 1, size, now, ends=ends, time=time)

    def count_line(
        self,
        sequence: int,
        packets: int,
        octets: int,
        now: int,
        *,
        ends: bool,
        time: int | None = None,
    ) -> None:
        """Take note of packets that are numbered on from `sequence` and came together.

        `ends` says whether the last one ends a picture, or is one of sound; the others do not.
        `time` is the timestamp of sound.
        """
        held = 0
        if self._sequence is not None:
            step = (sequence - self._sequence) & SEQUENCE_MASK
            if step >= _HALF:  # late: they were counted as lost
                self.lost -= packets
                sequence = self._sequence + 1 - packets
            else:
                self.lost += step - 1
                if time is not None:
                    held = ((time - self._time) & TIMESTAMP_MASK) // max(step, 1) - TICK_SAMPLES
        self._sequence = (sequence + packets - 1) & SEQUENCE_MASK
        self._time = time or 0
        self.packets += packets
        self.octets += octets
        if ends:
            if self.frames:
                gap = now - self._last
                if 0 < held <= _MOST:
                    gap = max(gap - held * NS_PER_S // SAMPLE_RATE, 0)
                self.longest_gap = max(self.longest_gap, gap)
                self.gaps[min(gap // _NS_PER_MS, GAPS - 1)] += 1
            self._last = now
            self.frames += 1
