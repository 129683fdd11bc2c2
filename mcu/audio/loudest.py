"""Who is mixed: the loudest few, chosen so that nobody notices the choice."""

from collections.abc import Hashable, Mapping
from typing import Final, Generic, TypeVar

GATE: Final = 65
"""Level (-dBov) from which a voice need not be mixed. Speech is at 20 to 40."""

HOLD: Final = 50
"""Ticks (1 s) for which a voice stays in the mix after its last sound above the gate."""

MARGIN: Final = 6
"""Decibels by which a voice must be louder to take another's place."""

ATTACK: Final = 0.5
RELEASE: Final = 0.015
"""Smoothing of levels, per tick: up within two ticks, and so slowly down that the pauses of speech
do not cost a place."""

Key = TypeVar("Key", bound=Hashable)


class _Candidate:
    __slots__ = ("level", "mixed", "rest")

    def __init__(self) -> None:
        self.level = float(GATE)  # smoothed, never softer than the gate
        self.mixed = False
        self.rest = 0  # ticks since the last sound above the gate

    def hear(self, level: int) -> None:
        weight = ATTACK if level < self.level else RELEASE
        self.level += (min(level, GATE) - self.level) * weight
        self.rest = 0 if level < GATE else self.rest + 1


class Loudest(Generic[Key]):
    """Chooses at most `limit` voices each tick.

    A voice above the gate gets a free place at once, so that no first syllable is lost. Where all
    places are taken it must be louder than the softest by `MARGIN`. Whoever is in stays in for
    `HOLD` after his last sound, because speech is full of pauses. The choice is made twice: by what
    senders say of their packets (`mcu.audio.preselection`), and by the decoded sound.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._candidates: dict[Key, _Candidate] = {}

    def choose(self, levels: Mapping[Key, int]) -> set[Key]:
        """Choose from the voices of this tick, given their levels (-dBov)."""
        for key in self._candidates.keys() - levels.keys():
            del self._candidates[key]
        for key, level in levels.items():
            one = self._candidates.setdefault(key, _Candidate())
            one.hear(level)
            one.mixed = one.mixed and one.rest < HOLD
        self._fill([one for one in self._candidates.values() if not one.mixed and not one.rest])
        return {key for key, one in self._candidates.items() if one.mixed}

    def _fill(self, waiting: list[_Candidate]) -> None:
        """Give places to those who wait, the loudest first."""
        mixed = [one for one in self._candidates.values() if one.mixed]
        for one in sorted(waiting, key=lambda one: one.level):
            if len(mixed) >= self._limit:
                softest = max(mixed, key=lambda one: one.level)
                if one.level + MARGIN > softest.level:
                    return
                softest.mixed = False
                mixed.remove(softest)
            one.mixed = True
            mixed.append(one)
