"""What a sentence about a line of the log needs to know of the lines before it. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from signaling.meeting import business as on
from signaling.meeting import events as at
from signaling.meeting import scene_events as seen
from signaling.meeting.actor import SYSTEM, Actor
from signaling.meeting.entry import Entry
from signaling.meeting.terms import Event

FEW = 5
"""So many points are named; of more only the number is told."""


@dataclass(slots=True)
class Memory:
    """What has happened so far, as far as later lines speak of it."""

    now: datetime | None = None
    actor: Actor = SYSTEM
    """When the line that is told now was written, and by whom."""
    names: dict[str, str] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    votes: dict[str, on.VoteOpened] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    """The agenda: item → title."""
    scenes: dict[int, str] = field(default_factory=dict)
    """The scenes that are kept: key → name."""
    counted: bool = False
    """Whether the roll that was called last has been counted."""

    def turn(self, entry: Entry) -> None:
        """Come to a line."""
        self.now, self.actor = datetime.fromisoformat(entry.at), entry.actor

    def keep(self, event: Event) -> None:
        """Remember what has been told."""
        match event:
            case at.Planned():
                self.names = {place.point: place.name for place in event.places}
                self.items = {item.id: item.title for item in event.agenda}
                self.since, self.votes, self.counted = {}, {}, False
            case on.AgendaSet():
                self.items = {item.id: item.title for item in event.items}
            case at.Invited():
                self.names[event.place.point] = event.place.name
            case at.Renamed():
                self.names[event.point] = event.name
            case on.RollOpened():
                self.counted = False
            case on.RollClosed():
                self.counted = True
            case on.VoteOpened():
                self.votes[event.vote] = event
            case _:
                self._keep_floor(event)

    def _keep_floor(self, event: Event) -> None:
        match event:
            case at.FloorCalled() if self.now is not None:
                self.since[event.point] = self.now
            case at.FloorEnded():
                self.since.pop(event.point, None)
            case seen.PresetSaved() | seen.PresetRenamed():
                self.scenes[event.key] = event.name
            case seen.PresetDeleted():
                self.scenes.pop(event.key, None)
            case _:
                pass

    def name(self, point: str) -> str:
        """Return what a point is called."""
        return self.names.get(point, point)

    def few(self, points: Iterable[str]) -> str | int:
        """Return the names of points, or how many they are."""
        chosen = list(points)
        return len(chosen) if len(chosen) > FEW else ", ".join(map(self.name, chosen))

    def question(self, vote: str) -> str:
        """Return what a vote was about, in quotation marks."""
        return f"“{self.votes[vote].question}”" if vote in self.votes else vote

    def spoken(self, point: str) -> int | None:
        """Return for how many seconds a point has had the floor; None where nobody knows."""
        if self.now is None or point not in self.since:
            return None
        return round((self.now - self.since[point]).total_seconds())

    def entered(self, point: str) -> bool:
        """Whether somebody else says what a point has voted."""
        return self.actor.point != point


Sentence = Callable[[Memory, Any], str]
"""Makes the sentence of an event."""
