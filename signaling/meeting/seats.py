"""Who is entitled, who is here, and who may come in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import structs

from signaling.codes import Code
from signaling.meeting.events import (
    Admitted,
    Arrived,
    Closed,
    Dropped,
    Invited,
    Left,
    LimitSet,
    LobbyHeld,
    Locked,
    Planned,
    Removed,
    Renamed,
    Resumed,
)
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Event, Place, SeatState


@dataclass(slots=True)
class Attendance:
    """One point in the meeting. Once it was admitted it comes in again without waiting.

    One that was `removed` waits until it is admitted anew, even where nobody else has to.
    """

    place: Place
    state: SeatState = "invited"
    admitted: bool = False
    removed: bool = False


@dataclass(slots=True)
class Seats:
    """All points of a meeting, and the door to it."""

    held: bool = False
    """Whether points wait in the lobby until they are admitted."""
    locked: bool = False
    """Whether points that are not in yet are refused."""
    limit: int = 0
    """How many points may be in at once; 0 is any number."""
    chair: str = ""
    """The point of the chair: it always comes in."""
    by_point: dict[str, Attendance] = field(default_factory=dict)

    def known(self, point: str) -> Attendance:
        """Return what is known of a point. Raises RefusedError if it is not invited."""
        seat = self.by_point.get(point)
        if seat is None:
            raise RefusedError(Code.POINT_UNKNOWN)
        return seat

    def invite(self, place: Place) -> list[Event]:
        """Add a point, or call one that is there as it is called now."""
        seat = self.by_point.get(place.point)
        if seat is None:
            return [Invited(place=place)]
        if (place.name, place.unit) == (seat.place.name, seat.place.unit):
            return []
        return [Renamed(point=place.point, name=place.name, unit=place.unit)]

    def here(self, point: str) -> Attendance:
        """Return a point that is in the meeting now. Raises RefusedError."""
        seat = self.known(point)
        if seat.state != "present":
            raise RefusedError(Code.SEAT_ABSENT)
        return seat

    def has(self, point: str) -> bool:
        """Whether a point is in the meeting, or would be if its line had not dropped."""
        seat = self.by_point.get(point)
        return seat is not None and seat.state in {"present", "dropped"}

    def inside(self) -> list[str]:
        """Return the points that are in the meeting, or would be if their line had not dropped."""
        return [point for point in self.by_point if self.has(point)]

    def present(self) -> list[str]:
        """Return the points that are in the meeting now."""
        return [point for point, seat in self.by_point.items() if seat.state == "present"]

    def in_lobby(self, point: str) -> bool:
        """Whether a point is in the lobby and has not been let in."""
        seat = self.by_point.get(point)
        return seat is not None and seat.state == "lobby" and not seat.admitted

    def waiting(self) -> list[str]:
        """Return the points that are in the lobby and have not been let in."""
        return [point for point in self.by_point if self.in_lobby(point)]

    @property
    def anybody(self) -> bool:
        """Whether anybody is here, or has dropped and may come back."""
        return bool(self.inside() or self.waiting())

    def admits(self, point: str) -> Attendance:
        """Return the seat of a point. Raises RefusedError if it may not even wait."""
        seat = self.known(point)
        if self.locked and not seat.admitted:
            raise RefusedError(Code.MEETING_LOCKED)
        if self.full and not (point == self.chair or seat.state in {"present", "dropped"}):
            raise RefusedError(Code.MEETING_FULL)
        return seat

    @property
    def full(self) -> bool:
        """Whether as many points are in as may be; who has dropped keeps a place."""
        return bool(self.limit) and len(self.inside()) >= self.limit

    def restrict(self, limit: int) -> list[Event]:
        """Change how many points may be in at once."""
        return [] if limit == self.limit else [LimitSet(limit=limit)]

    def arrive(self, point: str, muted: bool) -> list[Event]:
        """A point is here. Raises RefusedError if the meeting is locked and it was not in."""
        seat = self.admits(point)
        waiting = self.waits(point)
        if seat.state == ("lobby" if waiting else "present"):
            return []
        return [Arrived(point=point, waiting=waiting, muted=muted)]

    def waits(self, point: str) -> bool:
        """Whether a point has to wait in the lobby if it comes now."""
        seat = self.by_point.get(point)
        return seat is not None and not seat.admitted and (self.held or seat.removed)

    def drop(self, point: str) -> list[Event]:
        """A point's line was lost; in the lobby it only stops waiting."""
        state = self.known(point).state
        if state == "lobby":
            return [Left(point=point)]
        return [Dropped(point=point)] if state == "present" else []

    def leave(self, point: str) -> list[Event]:
        """A point goes for good."""
        away = self.known(point).state in {"invited", "left"}
        return [] if away else [Left(point=point)]

    def admit(self, points: Iterable[str] | None) -> list[Event]:
        """Let points in, None: all who wait. They have arrived once their media flows."""
        chosen = self.waiting() if points is None else list(points)
        new = tuple(point for point in chosen if not self.known(point).admitted)
        return [Admitted(points=new)] if new else []

    def hold(self, on: bool) -> list[Event]:
        """Have points wait in the lobby, or let all in."""
        if on == self.held:
            return []
        free = [point for point in self.waiting() if not self.by_point[point].removed]
        return [LobbyHeld(on=on), *([] if on else self.admit(free))]

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case Planned():
                self.held = event.lobby
                self.limit, self.chair = event.limit, event.chair
                self.by_point = {one.point: Attendance(one) for one in event.places}
            case Invited():
                self.by_point.setdefault(event.place.point, Attendance(event.place))
            case Renamed():
                seat = self.by_point[event.point]
                seat.place = structs.replace(seat.place, name=event.name, unit=event.unit)
            case LobbyHeld() | Locked() | LimitSet():
                self._rule(event)
            case Arrived():
                seat = self.by_point[event.point]
                seat.state = "lobby" if event.waiting else "present"
                seat.admitted = seat.admitted or not event.waiting
                seat.removed = seat.removed and event.waiting
            case Admitted():
                for point in event.points:
                    seat = self.by_point[point]
                    seat.admitted, seat.removed = True, False
            case _:
                self._gone(event)

    def _gone(self, event: Event) -> None:
        match event:
            case Dropped():
                self.by_point[event.point].state = "dropped"
            case Left():
                self.by_point[event.point].state = "left"
            case Removed():
                seat = self.by_point[event.point]
                seat.state, seat.admitted, seat.removed = "left", False, True
            case Closed():
                for seat in self.by_point.values():
                    seat.state = "invited" if seat.state == "invited" else "left"
            case Resumed():
                self._resume()
            case _:
                pass

    def _rule(self, event: LobbyHeld | Locked | LimitSet) -> None:
        """Change who may come in."""
        match event:
            case LobbyHeld():
                self.held = event.on
            case Locked():
                self.locked = event.on
            case LimitSet():
                self.limit = event.limit

    def _resume(self) -> None:
        """After the server was cut off nobody is connected, and nobody has left."""
        for seat in self.by_point.values():
            if seat.state == "present":
                seat.state = "dropped"
            elif seat.state == "lobby":
                seat.state = "left"
