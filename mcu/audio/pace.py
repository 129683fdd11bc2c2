"""How long a voice should be held back, and when to change that."""

from enum import Enum
from typing import Final

from mcu.audio.opus import has_fec
from mcu.transit import Transit, to_ns

MS: Final = 1_000_000

MIN_TARGET: Final = 10 * MS
MAX_TARGET: Final = 400 * MS
"""Beyond 400 ms one way nobody can converse (ITU-T G.114); rather lose some of what is said."""

START_TARGET: Final = 30 * MS
"""The delay a voice begins with while its line is unknown, for the first `KNOWN` packets."""

KNOWN: Final = 25

SLACK: Final = 25 * MS
"""Excess that is left alone: delay comes in steps of one tick, and a little more for calm."""

HURRY: Final = 100 * MS
"""Excess that is shed while somebody talks, one frame in `HURRY_TICKS`: 20 % faster."""

HURRY_TICKS: Final = 5

CALM_TICKS: Final = 50
"""A smaller excess waits for a pause, but not for ever: one frame a second goes in any case."""

LOSSY: Final = 0.01
"""Loss from which a packet waits for the next one, which may carry the copy of a lost one."""

VERY_LOSSY: Final = 0.05
"""Loss from which a packet waits also for a second copy: of two in a row, which are then many."""

MOST_COPIES: Final = 2
"""Copies that are waited for; more would cost more in delay than they bring."""

_LOSS_WEIGHT = 1 / 256
_MAX_LOST = 10  # of one gap; a longer one says nothing about single packets


class Move(Enum):
    """What to do about the delay in one tick."""

    STAY = "stay"
    SQUEEZE = "squeeze"
    """Make 20 ms of 40."""
    STRETCH = "stretch"
    """Insert 20 ms."""
    JUMP = "jump"
    """Beyond repair: skip what is too old."""


class Pace:
    """Follows one line's loss and spread; all times are ns."""

    __slots__ = ("_copies", "_loss", "_protected", "_steady")

    def __init__(self) -> None:
        self._loss = 0.0
        self._protected = False  # FEC was seen
        self._copies = 0  # packets behind its own with which a copy came
        self._steady = 0  # ticks since the delay was last changed

    def came(self, payload: bytes, lost: int) -> None:
        """Note that a packet was played, and how many before it never came."""
        self.lost(lost)
        self._loss -= self._loss * _LOSS_WEIGHT
        if self._loss > LOSSY and not self._protected:
            self._protected = has_fec(payload)

    def lost(self, packets: int) -> None:
        """Note packets that did not come themselves."""
        for _ in range(min(packets, _MAX_LOST)):
            self._loss += (1 - self._loss) * _LOSS_WEIGHT

    def copied(self, behind: int) -> None:
        """Note that a copy came with the packet that is `behind` its own by so many."""
        self._copies = max(self._copies, min(behind, MOST_COPIES))

    def target(self, transit: Transit, frame: int) -> int:
        """Return the delay that suits the line; `frame` is the duration (samples) of a packet."""
        delay = transit.spread if len(transit) >= KNOWN else START_TARGET
        if self._loss > VERY_LOSSY:
            delay += to_ns(frame) * max(self._copies, self._protected)
        elif self._loss > LOSSY and (self._protected or self._copies):
            delay += to_ns(frame)
        return min(max(delay, MIN_TARGET), MAX_TARGET)

    def changed(self) -> None:
        """Note that the delay has just been changed, or begun."""
        self._steady = 0

    def judge(self, excess: int, quiet: bool) -> Move:
        """Decide for one tick, given how far the delay is above the target.

        `quiet`: the voice pauses, so this is the time to change the delay unheard.
        """
        self._steady += 1
        if excess > MAX_TARGET:
            return Move.JUMP
        ripe = quiet or self._steady >= (HURRY_TICKS if excess > HURRY else CALM_TICKS)
        if excess > SLACK and ripe:
            return Move.SQUEEZE
        if excess < -MIN_TARGET and ripe:
            return Move.STRETCH
        return Move.STAY
