"""How much of what was sent did not arrive, by what is asked for again: sooner than reports tell.

Pure. A line that is too narrow for a keyframe drops most of its packets, and they are asked for
as soon as one comes through behind them: after half a second where the queue is long. The first
report comes after one or more, and until then voices would get lost beside repairs in vain.
"""

from collections.abc import Sequence
from typing import Final

from mcu.rtc.packet import SEQUENCE_MASK

MANY: Final = 32
"""Packets asked for, from which they tell something of the line: a good part of a keyframe."""

_WINDOW: Final = 128
"""Packets looked at: a second at 1.2 Mbit/s, two keyframes."""

_HALF: Final = 1 << 15


class Lack:
    """The packets that were asked for of late."""

    __slots__ = ("_asked", "_highest")

    def __init__(self) -> None:
        self._asked: set[int] = set()  # unwrapped
        self._highest = 0

    def ask(self, sequences: Sequence[int]) -> float:
        """Take numbers (16 bits) that are asked for; return the fraction that is lacking, 0…1.

        It is of all from the first to the last of them; 0 as long as they are few.
        """
        if not sequences:
            return 0.0
        if not self._asked:
            self._highest = sequences[-1]
        for sequence in sequences:
            step = (sequence - self._highest) & SEQUENCE_MASK
            one = self._highest + (step if step < _HALF else step - 2 * _HALF)
            self._asked.add(one)
            self._highest = max(self._highest, one)
        self._asked = {one for one in self._asked if one > self._highest - _WINDOW}
        if len(self._asked) < MANY:
            return 0.0
        return len(self._asked) / (self._highest - min(self._asked) + 1)
