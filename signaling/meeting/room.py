"""The live state of one meeting: seats, recording, who shares. Rules only, no I/O.

Methods that change a seat return it as it is now, or None where nothing changed, so
that whoever calls them knows what to tell the others. `now` is in seconds of any clock that only
goes forward, except where a `datetime` is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import structs

from signaling.meeting.place import Place
from signaling.protocol import (
    PictureChoice,
    RecordingStatus,
    Seat,
    SeatKind,
    SeatState,
    Sharing,
)

NOT_RECORDING = RecordingStatus(on=False, since=None, id=None)


@dataclass(slots=True)
class Chair:
    """What is behind a `Seat`. `session` is the media session that holds it, if any."""

    place: Place
    kind: SeatKind = "point"
    state: SeatState = "invited"
    muted: bool = False
    camera: bool = True
    picture: PictureChoice = "full"
    hand_since: str | None = None
    session: str | None = None
    holder: str | None = None
    dropped_at: float | None = None

    def seat(self) -> Seat:
        """Return the seat as everybody sees it."""
        return Seat(
            point=self.place.point,
            name=self.place.name,
            unit=self.place.unit,
            state=self.state,
            muted=self.muted,
            camera=self.camera,
            hand_since=self.hand_since,
            kind=self.kind,
            order=self.place.order,
        )


@dataclass(slots=True)
class Room:
    """One meeting while it is alive in this process."""

    id: str
    title: str
    open: bool
    cameras: bool = True
    """Whether cameras are on when points come in."""
    recording: RecordingStatus = NOT_RECORDING
    sharing: Sharing | None = None
    _chairs: dict[str, Chair] = field(default_factory=dict)

    def invite(self, places: Iterable[Place]) -> None:
        """Add the places that are not there yet."""
        for place in places:
            self._chairs.setdefault(place.point, Chair(place, camera=self.cameras))

    def __contains__(self, point: str) -> bool:
        return point in self._chairs

    def chair(self, point: str) -> Chair:
        """Return what is known of a point; KeyError if it has no seat."""
        return self._chairs[point]

    @property
    def seats(self) -> list[Seat]:
        """All seats in the order of the picture."""
        chairs = sorted(self._chairs.values(), key=lambda one: (one.place.order, one.place.point))
        return [chair.seat() for chair in chairs]

    @property
    def present(self) -> int:
        """How many points are connected."""
        return sum(chair.state == "present" for chair in self._chairs.values())

    @property
    def occupied(self) -> bool:
        """Whether any media session holds a seat, connected or on its way."""
        return any(chair.session is not None for chair in self._chairs.values())

    def free_for(self, point: str, holder: str | None) -> bool:
        """Whether a token of that holder may take the seat.

        A link's token (no holder) always may: it is the point itself, come back. A self-service
        token may not push out somebody else, nor sit on a point of the demonstration.
        """
        chair = self._chairs[point]
        if holder is None:
            return True
        if chair.place.synthetic:
            return False
        return chair.state != "present" or chair.holder == holder

    def take(self, point: str, *, kind: SeatKind, session: str, holder: str | None) -> Seat | None:
        """Give the seat to a new media session, which is not connected yet."""
        chair = self._chairs[point]
        chair.session = session
        chair.holder = holder
        changed = chair.kind != kind
        chair.kind = kind
        return chair.seat() if changed else None

    def connected(self, point: str, session: str) -> Seat | None:
        """Media flows."""
        chair = self._chairs[point]
        if chair.session != session:
            return None
        chair.dropped_at = None
        if chair.state == "present":
            return None
        chair.state = "present"
        return chair.seat()

    def lost(self, point: str, session: str, now: float) -> Seat | None:
        """The media session ended without leave: the tile stays and says so.

        A session that never connected leaves the seat as it was.
        """
        chair = self._chairs[point]
        if chair.session != session:
            return None
        chair.session = None
        if chair.state != "present":
            return None
        chair.state = "dropped"
        chair.dropped_at = now
        return chair.seat()

    def leave(self, point: str) -> Seat | None:
        """The point goes for good; what it had set is forgotten."""
        old = self._chairs[point]
        if old.state in {"invited", "left"}:
            old.session = None
            return None
        chair = self._chairs[point] = Chair(
            old.place, kind=old.kind, state="left", camera=self.cameras
        )
        return chair.seat()

    def expect(self, point: str, now: float) -> None:
        """A point was here before the server was cut off, and is expected back."""
        chair = self._chairs[point]
        chair.state, chair.dropped_at = "dropped", now

    def overdue(self, now: float, keep: float) -> list[str]:
        """Return the points dropped for longer than `keep` seconds and not coming back now."""
        return [
            point
            for point, chair in self._chairs.items()
            if chair.dropped_at is not None
            and chair.session is None
            and now - chair.dropped_at > keep
        ]

    def mute(self, point: str, muted: bool) -> Seat | None:
        """Set whether the point's microphone is off."""
        chair = self._chairs[point]
        if chair.muted == muted:
            return None
        chair.muted = muted
        return chair.seat()

    def camera(self, point: str, on: bool) -> Seat | None:
        """Set whether the point's camera is on."""
        chair = self._chairs[point]
        if chair.camera == on:
            return None
        chair.camera = on
        return chair.seat()

    def rename(self, point: str, name: str, unit: str) -> bool:
        """Call a point so from now on; whether it was called something else."""
        chair = self._chairs[point]
        before = chair.place
        chair.place = structs.replace(before, name=name, unit=unit)
        return chair.place != before

    def follow(
        self, point: str, *, muted: bool, hand_since: str | None, waiting: bool
    ) -> Seat | None:
        """Show of a point what the rules have come to."""
        chair = self._chairs[point]
        before = chair.seat()
        chair.muted, chair.hand_since = muted, hand_since
        if waiting and chair.state in {"invited", "left"}:
            chair.state = "lobby"
        elif not waiting and chair.state == "lobby":
            chair.state = "invited"
        seat = chair.seat()
        return seat if seat != before else None

    def share(self, point: str, at: datetime, *, take: bool, film: bool = False) -> bool:
        """Let a point share; False where another does and is not to be displaced.

        One who shares already goes on, since when he did; it may be a film from now on, or no more.
        """
        if self.sharing is not None and self.sharing.point == point:
            if self.sharing.film != film:
                self.sharing = structs.replace(self.sharing, film=film)
            return True
        if self.sharing is not None and not take:
            return False
        since = at.isoformat(timespec="milliseconds")
        self.sharing = Sharing(point=point, since=since, film=film)
        return True

    def unshare(self, point: str) -> bool:
        """Let a point share no more; False if it did not."""
        if self.sharing is None or self.sharing.point != point:
            return False
        self.sharing = None
        return True
