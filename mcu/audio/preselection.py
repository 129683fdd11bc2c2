"""Whose packets are decoded: of all who send, those who may be among the loudest.

Senders say how loud each packet is (RFC 6464), and a claim costs nothing to read. But it is only a
claim, so the decoder is asked now and then. Who says nothing, or has not told the truth, is decoded
always and judged by that, as if there were no claims.
"""

from collections.abc import Hashable, Mapping
from typing import Final, Generic, TypeVar

from mcu.audio.loudest import GATE, Loudest

PROBE: Final = 25
"""Ticks (0.5 s) after which a voice that is not decoded is decoded once all the same."""

TOLERANCE: Final = 12
"""Decibels by which a claim may differ from what is decoded: the codec cuts low hum away, and an
onset may fall into the packet before."""

LIES: Final = 10
"""Claims that are wrong, more than are right, from which on a sender is not believed any more."""

Key = TypeVar("Key", bound=Hashable)


class _Source:
    __slots__ = ("doubt", "rest")

    def __init__(self) -> None:
        self.doubt = 0
        self.rest = PROBE  # ticks since it was decoded: a new one is looked at right away


class Preselection(Generic[Key]):
    """Chooses whom to decode, tick by tick, from what they say and what was decoded before."""

    def __init__(self, limit: int) -> None:
        self._loudest: Loudest[Key] = Loudest(limit)
        self._sources: dict[Key, _Source] = {}

    def choose(self, claims: Mapping[Key, int | None]) -> tuple[set[Key], set[Key]]:
        """Return whom to decode and whom to decode only to see, given their claims (-dBov)."""
        sources = self._sources
        for key in sources.keys() - claims.keys():
            del sources[key]
        believed: dict[Key, int] = {}
        chosen: set[Key] = set()
        for key, claim in claims.items():
            source = sources.setdefault(key, _Source())
            if claim is not None and source.doubt < LIES:
                believed[key] = claim
            if claim is None or source.doubt:
                chosen.add(key)
        chosen |= self._loudest.choose(believed)
        probed: set[Key] = set()
        for key, source in sources.items():
            source.rest += 1
            if key in chosen:
                source.rest = 0
            elif source.rest >= PROBE:
                source.rest = 0
                probed.add(key)
        return chosen, probed

    def check(self, key: Key, claim: int, level: int) -> None:
        """Compare a claim with what was decoded."""
        source = self._sources.get(key)
        if source is None or source.doubt >= LIES:
            return
        if abs(claim - level) > TOLERANCE and min(claim, level) < GATE:
            source.doubt += 1
        elif source.doubt:
            source.doubt -= 1
