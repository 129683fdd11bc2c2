"""The roll call: who attends, how many sit there, and whether that is enough."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from signaling.codes import Code
from signaling.meeting.business import RollClosed, RollEvidence, RollMarked, RollOpened
from signaling.meeting.events import Invited, Planned, Renamed
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Basis, Event, Fraction, Place, Presence


@dataclass(frozen=True, slots=True)
class Mark:
    """How a point attends. `heads` is None until somebody has said how many sit there."""

    presence: Presence = "unknown"
    reason: str = ""
    heads: int | None = None

    @property
    def present(self) -> bool:
        """Whether the point takes part, here or there."""
        return self.presence in {"room", "online"}


ABSENT_SO_FAR = Mark()


def reached(part: int, whole: int, share: Fraction) -> bool:
    """Whether a part is more than half of the whole, or at least two thirds of it."""
    return 2 * part > whole if share == "half" else whole > 0 and 3 * part >= 2 * whole


def attendance(places: Mapping[str, Place], marks: Mapping[str, Mark]) -> dict[str, int]:
    """Return how many delegates attend at each point, never more than are entitled there.

    A point where none does is left out.
    """
    heads = {
        point: place.delegates if mark.heads is None else min(mark.heads, place.delegates)
        for point, place in places.items()
        if (mark := marks.get(point)) is not None and mark.present
    }
    return {point: count for point, count in heads.items() if count}


@dataclass(slots=True)
class RollCall:
    """The marks of all points. Reconnects change nothing: a mark is of a point, not of a line."""

    open: bool = False
    quorum: Fraction = "two_thirds"
    places: dict[str, Place] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    evidence: dict[str, RollEvidence] = field(default_factory=dict)
    result: RollClosed | None = None

    def mark(self, point: str) -> Mark:
        """Return how a point is marked."""
        return self.marks.get(point, ABSENT_SO_FAR)

    def entitled(self, basis: Basis) -> dict[str, int]:
        """Return how many votes each point would have if all its delegates attended.

        A point without delegates, such as that of the technicians, has none.
        """
        return {
            point: 1 if basis == "points" else place.delegates
            for point, place in self.places.items()
            if place.delegates
        }

    def voters(self, basis: Basis, inside: Iterable[str]) -> dict[str, int]:
        """Return how many votes each point has that attends: by the marks, or who is `inside`."""
        entitled = self.entitled(basis)
        if not any(mark.present for mark in self.marks.values()):
            return {point: entitled[point] for point in inside if point in entitled}
        present = attendance(self.places, self.marks)
        return {point: 1 if basis == "points" else heads for point, heads in present.items()}

    def call(self, here: Sequence[str]) -> list[Event]:
        """Begin: who is here is marked at once. Raises RefusedError if it is open.

        Who was here the last time and is not any more is counted no more; what a person has said
        (in the room, absent) stays until a person says otherwise, or the point is here.
        """
        if self.open:
            raise RefusedError(Code.ROLL_OPEN)
        gone = [
            RollMarked(point=point, presence="unknown", heads=mark.heads)
            for point, mark in self.marks.items()
            if mark.presence == "online" and point not in here
        ]
        return [RollOpened(), *gone, *(event for point in here for event in self._online(point))]

    def arrived(self, point: str, *, back: bool) -> list[Event]:
        """A point is in while the roll is called; `back` from a drop it stays as marked."""
        settled = back and self.mark(point).presence != "unknown"
        return self._online(point) if self.open and not settled else []

    def _online(self, point: str) -> list[Event]:
        mark = self.mark(point)
        if mark.present:
            return []
        return [RollMarked(point=point, presence="online", heads=mark.heads)]

    def set(self, point: str, presence: Presence, reason: str, heads: int | None) -> list[Event]:
        """Mark a point; a correction after the close is counted again. Raises RefusedError."""
        if not self.open and self.result is None:
            raise RefusedError(Code.ROLL_CLOSED)
        if point not in self.places:
            raise RefusedError(Code.POINT_UNKNOWN)
        mark = Mark(presence, reason, self.mark(point).heads if heads is None else heads)
        if mark == self.mark(point):
            return []
        marked = RollMarked(point=point, presence=presence, reason=reason, heads=mark.heads)
        result = self._count({**self.marks, point: mark})
        return [marked] if self.result in {None, result} else [marked, result]

    def report(self, point: str, heads: int) -> list[Event]:
        """A point says how many sit there; before the roll is called that is kept for it.

        Once it has been counted only the secretary may correct it. Raises RefusedError.
        """
        mark = self.mark(point)
        if mark.heads == heads:
            return []
        if self.result is not None and mark.present:
            raise RefusedError(Code.ROLL_CLOSED)
        return [RollMarked(point=point, presence=mark.presence, reason=mark.reason, heads=heads)]

    def close(self) -> list[Event]:
        """Count. Raises RefusedError if no roll is called."""
        if not self.open:
            raise RefusedError(Code.ROLL_CLOSED)
        return [self._count(self.marks)]

    def _count(self, marks: Mapping[str, Mark]) -> RollClosed:
        entitled = self.entitled("delegates")
        present = attendance(self.places, marks)
        delegates, attend = sum(entitled.values()), sum(present.values())
        return RollClosed(
            points=len(entitled),
            points_present=len(present),
            delegates=delegates,
            delegates_present=attend,
            quorum=reached(attend, delegates, self.quorum),
        )

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case Planned():
                self.quorum = event.quorum
                self.places = {place.point: place for place in event.places}
            case Invited():
                self.places.setdefault(event.place.point, event.place)
            case Renamed():
                place = self.places[event.point]
                self.places[event.point] = structs.replace(place, name=event.name, unit=event.unit)
            case RollOpened():
                self.open, self.result = True, None
            case RollMarked():
                self.marks[event.point] = Mark(event.presence, event.reason, event.heads)
            case RollEvidence():
                self.evidence[event.point] = event
            case RollClosed():
                self.open, self.result = False, event
            case _:
                pass
