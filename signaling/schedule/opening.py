"""Which meetings a point's permanent link opens now, and when it opens the next. Pure."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaling.schedule.protocol import State

EARLY = timedelta(minutes=60)
"""How long before the start points come, try their lines and wait in the lobby."""

OVERRUN = timedelta(hours=4)
"""How long after its planned end a meeting that nobody has closed may be entered."""


TRIAL = "test-"
"""How the names of trial rooms begin."""

TRIALS = 2
"""Trial rooms at once: each is a picture that is mixed and encoded, and meetings come first."""


def trial_room(point: str) -> str:
    """Return the meeting in which a point is alone with the mixer, to try its equipment."""
    return f"{TRIAL}{hashlib.sha256(point.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class When:
    """When a meeting was planned to be; one that was never planned has none."""

    starts: datetime
    minutes: int
    state: State

    def opens(self) -> datetime:
        """Return from when on points may come."""
        return self.starts - EARLY

    def ends(self) -> datetime:
        """Return until when they may, if nobody closes it."""
        return self.starts + timedelta(minutes=self.minutes) + OVERRUN


@dataclass(frozen=True, slots=True)
class Invited:
    """A meeting that a point is invited to; `free` is one that may be joined without a link."""

    id: str
    title: str
    free: bool = False
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What a link opens, soonest first, and what it will open next."""

    meetings: tuple[Invited, ...]
    next: Invited | None

    def opens(self, meeting: str) -> bool:
        """Whether a meeting may be entered."""
        return any(one.id == meeting for one in self.meetings)


def opening(
    invited: Iterable[Invited], now: datetime, runs: Callable[[str], bool] = lambda _: False
) -> Opening:
    """Return what opens at `now`; `runs` knows the meetings that somebody leads.

    What runs is open, however early it was begun and however late it goes on.
    """
    near: list[Invited] = []
    later: list[Invited] = []
    for one in invited:
        state = one.when.state if one.when else "announced"
        if state != "cancelled" and (runs(one.id) or _near(one, now)):
            near.append(one)
        elif state == "announced" and one.when and now < one.when.opens():
            later.append(one)
    return Opening(tuple(sorted(near, key=_rank)), min(later, key=_rank, default=None))


def _near(one: Invited, now: datetime) -> bool:
    if one.when is None:
        return one.free
    return one.when.state == "announced" and one.when.opens() <= now < one.when.ends()


def _rank(one: Invited) -> tuple[bool, float, str]:
    """Sort by the start; what was never planned comes last."""
    return (one.when is None, one.when.starts.timestamp() if one.when else 0.0, one.id)
