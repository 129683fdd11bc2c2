"""The receive log of one RTP stream: which packets came, how many are lost, how they jitter."""

from typing import Final

from mcu.clock import NS_PER_S
from mcu.rtc.packet import SEQUENCE_MASK, TIMESTAMP_MASK

WINDOW: Final = 1024
"""How many packets back a late one is still told from a repeated one: 4 s of video at 2 Mbit/s."""

_MAX_DROPOUT: Final = 3000
"""A longer step forward is a restart until proven otherwise (RFC 3550, appendix A.1)."""

_FULL: Final = (1 << WINDOW) - 1
_HALF: Final = 1 << 15
_LAP: Final = 1 << 16


class ReceiveLog:
    """Unwraps sequence numbers, tells new packets from repeated ones, counts and measures.

    `first` and `highest` are the lowest and the highest sequence number of the stream, unwrapped,
    below zero if the first to come is one just after a wrap. `expected` and `received` count
    packets as RFC 3550, appendix A.3 defines them, repeated ones left out.

    A stream that starts again (RFC 3550, appendix A.1: two packets in a row at an implausible
    place) goes on in the next lap but one, so that what it sends is ahead of all it has sent.
    `restarts` counts beginnings, the first one too.
    """

    __slots__ = (
        "_jitter16",
        "_rate",
        "_restart",
        "_seen",
        "_transit",
        "expected",
        "first",
        "highest",
        "received",
        "restarts",
    )

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._seen = 0  # bit i: highest - i has come
        self._restart = -1  # the sequence number that would prove a restart
        self._transit = 0
        self._jitter16 = 0  # in 1/16 of a timestamp unit (RFC 3550, appendix A.8)
        self.first = self.highest = 0
        self.expected = 0
        self.received = 0
        self.restarts = 0

    @property
    def jitter(self) -> int:
        """Interarrival jitter in timestamp units (RFC 3550, section 6.4.1)."""
        return self._jitter16 >> 4

    @property
    def jitter_ms(self) -> float:
        """The same in milliseconds."""
        return self._jitter16 * 62.5 / self._rate

    @property
    def lost(self) -> int:
        """Packets lost so far; negative if the network made packets twice before the window."""
        return self.expected - self.received

    def receive(self, sequence: int, timestamp: int, now: int) -> int | None:
        """Take one packet by its 16-bit number; return the number unwrapped.

        None if it has come before, is older than the window, or may be the first after a restart.
        """
        highest = self.highest
        if not self.expected:
            return self._begin(sequence, timestamp, now)
        step = (sequence - highest) & SEQUENCE_MASK
        if step >= _HALF:
            back = _LAP - step
            if back < WINDOW:
                return self._late(highest - back, back)
            return self._implausible(sequence, timestamp, now)
        if not step:
            return None
        if step > _MAX_DROPOUT:
            return self._implausible(sequence, timestamp, now)
        self._restart = -1
        self._seen = (self._seen << step | 1) & _FULL
        self.highest = highest = highest + step
        self.expected += step
        self.received += 1
        self._measure(timestamp, now)
        return highest

    def unwrap(self, sequence: int) -> int:
        """The unwrapped number nearest to the highest, without taking note of it."""
        step = (sequence - self.highest) & SEQUENCE_MASK
        return self.highest + (step if step < _HALF else step - _LAP)

    def _begin(self, sequence: int, timestamp: int, now: int) -> int:
        self.first = self.highest = sequence
        self.restarts = 1
        self.expected = self.received = self._seen = 1
        self._transit = now * self._rate // NS_PER_S - timestamp
        return self.highest

    def _late(self, sequence: int, back: int) -> int | None:
        bit = 1 << back
        if self._seen & bit:
            return None
        self._seen |= bit
        self.received += 1
        if sequence < self.first:
            self.expected += self.first - sequence
            self.first = sequence
        return sequence

    def _implausible(self, sequence: int, timestamp: int, now: int) -> int | None:
        if sequence != self._restart:
            self._restart = (sequence + 1) & SEQUENCE_MASK
            return None
        self._restart = -1
        self.first = self.highest = ((self.highest >> 16) + 2 << 16) + sequence
        self.expected += 1
        self.received += 1
        self.restarts += 1
        self._seen = 1
        self._transit = now * self._rate // NS_PER_S - timestamp
        return self.highest

    def _measure(self, timestamp: int, now: int) -> None:
        """Follow the difference of transit times (RFC 3550, appendix A.8)."""
        transit = now * self._rate // NS_PER_S - timestamp
        change = (transit - self._transit) & TIMESTAMP_MASK
        self._transit = transit
        if change > TIMESTAMP_MASK >> 1:
            change = TIMESTAMP_MASK + 1 - change
        self._jitter16 += change - (self._jitter16 + 8 >> 4)
