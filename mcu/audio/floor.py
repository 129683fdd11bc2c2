"""Who speaks: a decision that people can follow, made of levels that jump every 20 ms."""

from collections.abc import Mapping
from typing import Final

from mcu.audio.mix import SILENCE
from mcu.media import TICK_NS
from mcu.messages import Speaker

MS: Final = 1_000_000

ABOVE_NOISE: Final = 9
"""Decibels above the member's own background from which a tick counts as speech."""

FAINT: Final = 50
"""Softer ticks (-dBov) are never speech, however quiet the room is."""

LOUDEST_NOISE: Final = 45
"""Background is never taken to be louder than this, so that a long speech stays one."""

START: Final = 100 * MS
"""Speech needed to begin: longer than a cough's attack, a click or a key."""

HOLD: Final = 800 * MS
"""Time after the last loud tick for which somebody still speaks: between two sentences."""

REPORT_EVERY: Final = 200 * MS
"""At most five reports a second (PROTOCOL.md, `speaking`)."""

ORDER_MARGIN: Final = 6
"""Decibels by which somebody must be louder to be named before another."""

_NOISE_RISE = 0.02  # decibels a tick: 1 dB/s
_SMOOTHING = 0.1  # a time constant of 200 ms


class _Member:
    """What is known about one voice."""

    __slots__ = ("heard", "level", "loud_at", "noise", "speaking")

    def __init__(self) -> None:
        self.noise = float(LOUDEST_NOISE)
        self.level = float(SILENCE)
        self.heard = 0  # ns of speech lately, a leaky sum
        self.loud_at = 0
        self.speaking = False

    def hear(self, level: int, now: int) -> None:
        self.level += (level - self.level) * _SMOOTHING
        # The background is the softest that was heard; it rises slowly, so speech hardly moves it.
        self.noise = max(float(level), self.noise - _NOISE_RISE, float(LOUDEST_NOISE))
        loud = level < FAINT and level <= self.noise - ABOVE_NOISE
        if loud:
            self.loud_at = now
            self.heard = min(self.heard + TICK_NS, START)
        else:
            self.heard = max(self.heard - TICK_NS, 0)
        if self.heard >= START:
            self.speaking = True
        elif now - self.loud_at > HOLD:
            self.speaking = False


class Floor:
    """Follows the levels of all voices. Pure: `now` (ns) is an argument."""

    def __init__(self) -> None:
        self._members: dict[str, _Member] = {}
        self._order: list[str] = []
        self._reported: tuple[str, ...] = ()
        self._reported_at: int | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who has been heard of late and not forgotten."""
        return tuple(self._members)

    def forget(self, member: str) -> None:
        """Take a member off the floor at once: muted or gone."""
        self._members.pop(member, None)

    def update(self, now: int, levels: Mapping[str, int]) -> tuple[Speaker, ...] | None:
        """Take one tick's levels (RFC 6464); who is not in them is silent.

        Returns who speaks, loudest first, if that has changed and may be said by now; else None.
        """
        for name in levels.keys() - self._members.keys():
            self._members[name] = _Member()
        silent = []
        for name, member in self._members.items():
            member.hear(levels.get(name, SILENCE), now)
            if name not in levels and not member.speaking and not member.heard:
                silent.append(name)
        for name in silent:  # hundreds, whom it would take a millisecond to listen to
            del self._members[name]
        self._arrange()
        if tuple(self._order) == self._reported:
            return None
        if self._reported_at is not None and now - self._reported_at < REPORT_EVERY:
            return None
        self._reported, self._reported_at = tuple(self._order), now
        return tuple(
            Speaker(member=name, level=round(self._members[name].level)) for name in self._order
        )

    def _arrange(self) -> None:
        """Bring the speakers into order; equals keep theirs, newcomers come last first."""
        members = self._members
        speaking = {name for name, one in members.items() if one.speaking}
        order = [name for name in self._order if name in speaking]
        order += sorted(speaking.difference(order), key=lambda name: members[name].level)
        for i in range(len(order) - 1, 0, -1):
            before, after = order[i - 1], order[i]
            if members[after].level + ORDER_MARGIN <= members[before].level:
                order[i - 1], order[i] = after, before
        self._order = order
