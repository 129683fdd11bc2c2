"""The roll call: who attends, how many sit there, and whether that is enough."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from signaling.codes import Code
from signaling.meeting.business import RollClosed, RollEvidence, RollMarked, RollOpened
from signaling.meeting.events import Invited, Planned
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Event, Fraction, Place, Presence


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

    def delegates(self, point: str) -> int:
        """Return how many delegates attend at a point, never more than are entitled."""
        entitled = self.places[point].delegates
        mark = self.mark(point)
        if not mark.present:
            return 0
        return entitled if mark.heads is None else min(mark.heads, entitled)

    def attending(self) -> list[str]:
        """Return the points that take part, in the order of their places."""
        return [point for point in self.places if self.mark(point).present]

    def call(self, here: Iterable[str]) -> list[Event]:
        """Begin; those who are here are marked at once. Raises RefusedError if it is open."""
        if self.open:
            raise RefusedError(Code.ROLL_OPEN)
        return [RollOpened(), *(event for point in here for event in self._online(point))]

    def arrived(self, point: str) -> list[Event]:
        """A point has come in while the roll is called."""
        return self._online(point) if self.open else []

    def _online(self, point: str) -> list[Event]:
        mark = self.mark(point)
        if mark.present:
            return []
        return [RollMarked(point=point, presence="online", heads=mark.heads)]

    def set(self, point: str, presence: Presence, reason: str, heads: int | None) -> list[Event]:
        """Mark a point; it may be corrected after the close. Raises RefusedError."""
        if not self.open and self.result is None:
            raise RefusedError(Code.ROLL_CLOSED)
        if point not in self.places:
            raise RefusedError(Code.POINT_UNKNOWN)
        mark = Mark(presence, reason, self.mark(point).heads if heads is None else heads)
        if mark == self.mark(point):
            return []
        return [RollMarked(point=point, presence=presence, reason=reason, heads=mark.heads)]

    def report(self, point: str, heads: int) -> list[Event]:
        """A point says how many sit there; before the roll is called that is kept for it."""
        mark = self.mark(point)
        if mark.heads == heads:
            return []
        return [RollMarked(point=point, presence=mark.presence, reason=mark.reason, heads=heads)]

    def close(self) -> list[Event]:
        """Count. Raises RefusedError if no roll is called."""
        if not self.open:
            raise RefusedError(Code.ROLL_CLOSED)
        delegates = sum(place.delegates for place in self.places.values())
        attending = self.attending()
        present = sum(self.delegates(point) for point in attending)
        return [
            RollClosed(
                points=len(self.places),
                points_present=len(attending),
                delegates=delegates,
                delegates_present=present,
                quorum=reached(present, delegates, self.quorum),
            )
        ]

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case Planned():
                self.quorum = event.quorum
                self.places = {place.point: place for place in event.places}
            case Invited():
                self.places.setdefault(event.place.point, event.place)
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
