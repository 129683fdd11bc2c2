"""Judges packets by their counters as they arrive: new, seen before, or from another stream."""

from enum import Enum
from typing import Final

from mcu.media import VoicePacket
from mcu.transit import Transit, to_ns

MAX_MISORDER: Final = 3000
"""A sequence step beyond this is another stream (RFC 3550, appendix A.1: MAX_DROPOUT)."""

MAX_SHIFT: Final = 2_000_000_000
"""A transit time (ns) this far off means that the sender has started its timestamps anew."""

REMEMBERED: Final = 64
"""Sequence numbers looked back on for duplicates, as in SRTP's replay list (RFC 3711, 3.3.2)."""

_MASK = (1 << REMEMBERED) - 1


class Verdict(Enum):
    """What a packet is good for."""

    NEW = "new"
    DUPLICATE = "duplicate"
    STRANGE = "strange"
    """It does not belong to the stream, or the stream begins anew and this is its first packet."""
    RESTART = "restart"
    """The second packet in a row of another stream: from here on that one is the stream."""


class Arrivals:
    """The sequence and the transit times of one stream."""

    __slots__ = ("_highest", "_seen", "_suspect", "transit")

    def __init__(self) -> None:
        self.transit = Transit()
        self._highest = 0
        self._seen = 0  # bit n: sequence highest - n has come
        self._suspect: int | None = None

    def note(self, packet: VoicePacket) -> Verdict:
        """Take note of a packet; its transit time counts if it is new."""
        verdict = Verdict.NEW
        transit = packet.arrived - to_ns(packet.timestamp)
        if len(self.transit) and self._is_strange(packet.sequence, transit):
            suspect, self._suspect = self._suspect, packet.sequence
            if suspect is None or packet.sequence != suspect + 1:
                return Verdict.STRANGE
            verdict = Verdict.RESTART
            self.transit = Transit()
            self._seen = 0
        self._suspect = None
        if not self._see(packet.sequence):
            return Verdict.DUPLICATE
        self.transit.add(packet.arrived, transit)
        return verdict

    def note_copy(self, packet: VoicePacket) -> bool:
        """Take note of a packet that came as a copy; False if it came before, or is of no use.

        It says nothing of transit times, and nothing of whose stream this is.
        """
        transit = packet.arrived - to_ns(packet.timestamp)
        if not len(self.transit) or self._is_strange(packet.sequence, transit):
            return False
        return self._see(packet.sequence)

    def _is_strange(self, sequence: int, transit: int) -> bool:
        return (
            abs(sequence - self._highest) > MAX_MISORDER
            or abs(transit - self.transit.base) > MAX_SHIFT
        )

    def _see(self, sequence: int) -> bool:
        """Mark a sequence number; False if it was there before or is too old to tell."""
        ahead = sequence - self._highest
        if not self._seen or ahead >= REMEMBERED:
            self._seen, self._highest = 1, sequence
        elif ahead > 0:
            self._seen = (self._seen << ahead | 1) & _MASK
            self._highest = sequence
        elif ahead <= -REMEMBERED or self._seen >> -ahead & 1:
            return False
        else:
            self._seen |= 1 << -ahead
        return True
