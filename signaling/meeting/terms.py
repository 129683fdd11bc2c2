"""The nouns that acts and events of a meeting share, and what every event is."""

from typing import Literal

import msgspec

Mode = Literal["discussion", "conference", "lecture"]
Presence = Literal["room", "online", "absent", "unknown"]
"""The four states of the roll call: in the chair's room, at its own point, absent, not yet."""

Basis = Literal["points", "delegates"]
"""What is counted in a vote: one for each point, or the delegates who sit there."""

Base = Literal["all", "present", "cast"]
"""Of whom a majority is taken: all who are entitled, those present, or the votes cast."""

Fraction = Literal["half", "two_thirds"]
"""More than half, or at least two thirds."""

Phase = Literal["planned", "open", "closed"]
SeatState = Literal["invited", "lobby", "present", "dropped", "left"]
TurnEnd = Literal["stopped", "next", "left", "closed", "withdrawn"]
TAKEN: frozenset[TurnEnd] = frozenset({"stopped", "next"})
"""How a turn ends that somebody else has ended, and may give back."""


Grade = Literal["good", "fair", "poor", "lost"]
"""How a line does."""


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A point as it is entitled to take part; `delegates` is how many of them sit there.

    A `room` has granted beforehand that its microphone may be opened from the centre.
    """

    point: str
    name: str
    unit: str = ""
    delegates: int = 1
    room: bool = False


class AgendaItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of the agenda; `minutes` is the time planned for it, `speaker` who presents it.

    `unit` is the unit that reports, in words.
    """

    id: str
    title: str
    minutes: int | None = None
    speaker: str = ""
    unit: str = ""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many votes an option got."""

    option: str
    count: int


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Base of all events."""
