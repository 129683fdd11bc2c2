"""Whose voice the mixer lets through, and who may open a microphone.

Two things have to agree before anybody is heard: the point's own switch, which no one but the point
opens (unless it granted that), and the rules of the meeting.
"""

from dataclasses import dataclass, field

from signaling.codes import Code
from signaling.meeting.events import (
    Arrived,
    Closed,
    FloorCalled,
    FloorEnded,
    Invited,
    Left,
    MicDeclined,
    MicGranted,
    MicInvited,
    MicsLocked,
    MicsSilenced,
    MicSwitched,
    ModeSet,
    Planned,
    Removed,
)
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import TAKEN, Event, Mode


@dataclass(slots=True)
class Microphones:
    """The rules of speaking, and every point's switch."""

    mode: Mode = "discussion"
    lecturer: str = ""
    chair: str = ""
    locked: bool = False
    muted_at_join: bool = False
    on_air: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    """Points whose own switch is off."""
    came: set[str] = field(default_factory=set)
    """Points whose switch has been set since they came."""
    invited: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    """Points that were taken off the air with their own switch on, and have not touched it since:
    they are heard again where that is taken back."""
    rooms: set[str] = field(default_factory=set)
    """Points that grant it by the plan when they come, until they say otherwise."""

    def leads(self, point: str) -> bool:
        """Whether a point speaks by its part in the meeting: on air, the chair, the lecturer."""
        lectures = self.mode == "lecture" and point == self.lecturer
        return point in self.on_air or lectures or (point == self.chair and point != "")

    def allowed(self, point: str) -> bool:
        """Whether the rules let a point be heard."""
        return self.mode == "discussion" or self.leads(point)

    def may_open(self, point: str) -> bool:
        """Whether a point may open its own microphone now."""
        free = not self.locked or self.leads(point) or point in self.invited
        return self.allowed(point) and free

    def heard(self, point: str) -> bool:
        """Whether the mixer lets a point's voice through."""
        return point in self.came - self.off and self.allowed(point)

    def switch(self, point: str, muted: bool) -> list[Event]:
        """Set the own switch. Raises RefusedError where opening is not allowed."""
        if not muted and not self.may_open(point):
            raise RefusedError(Code.MIC_LOCKED)
        wants_quiet = muted and point in self.cut
        if muted == (point in self.off) and not wants_quiet:
            return []
        return [MicSwitched(point=point, muted=muted)]

    def silence(self, points: tuple[str, ...]) -> list[Event]:
        """Switch others off; those who are off already are left out."""
        open_ = tuple(point for point in points if point not in self.off)
        return [MicsSilenced(points=open_)] if open_ else []

    def open(self, point: str, *, consents: bool) -> list[Event]:
        """Have a point heard: at once where it consents, else it is asked."""
        if point not in self.off:
            return []
        if consents or point in self.granted:
            return [MicSwitched(point=point, muted=False)]
        return [] if point in self.invited else [MicInvited(point=point)]

    def reopen(self, point: str) -> list[Event]:
        """Have a point heard again that has its turn back, if it was heard in it."""
        again = point in self.cut and point in self.off
        return [MicSwitched(point=point, muted=False)] if again else []

    def barred(self, mode: Mode, lecturer: str) -> list[str]:
        """Return the points that are heard now and would not be in another mode."""
        other = Microphones(mode, lecturer, self.chair, on_air=self.on_air)
        return [one for one in self.came - self.off if not other.allowed(one)]

    def answer(self, point: str, *, accept: bool) -> list[Event]:
        """Answer an invitation. Raises RefusedError if there is none."""
        if point not in self.invited:
            raise RefusedError(Code.NOT_INVITED)
        if accept:
            return [MicSwitched(point=point, muted=False)]
        return [MicDeclined(point=point)]

    def lock(self, on: bool) -> list[Event]:
        """Lock or unlock the switches."""
        return [] if on == self.locked else [MicsLocked(on=on)]

    def grant(self, point: str, on: bool) -> list[Event]:
        """Allow to be opened from the centre, or not any more."""
        return [] if on == (point in self.granted) else [MicGranted(point=point, on=on)]

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case Planned():
                self.mode, self.chair = event.mode, event.chair
                self.muted_at_join = event.muted
                self.rooms = {one.point for one in event.places if one.room}
            case ModeSet():
                self.mode, self.lecturer = event.mode, event.lecturer
                self.invited = set(filter(self.allowed, self.invited))
            case MicsLocked():
                self.locked = event.on
            case FloorCalled():
                self.on_air.add(event.point)
                self.cut.discard(event.point)
            case FloorEnded():
                self.on_air.discard(event.point)
                self.invited.discard(event.point)
                if event.why in TAKEN and event.point in self.came - self.off:
                    self.cut.add(event.point)
            case Arrived():
                self._arrived(event)
            case Left() | Removed():
                for points in self._of_those_here():
                    points.discard(event.point)
            case Closed():
                for points in self._of_those_here():
                    points.clear()
            case _:
                self._switched(event)

    def _switched(self, event: Event) -> None:
        match event:
            case MicSwitched():
                self._set(event.point, event.muted)
                self.invited.discard(event.point)
                self.cut.discard(event.point)
            case MicsSilenced():
                for point in event.points:
                    self._set(point, True)
            case MicInvited():
                self.invited.add(event.point)
            case MicDeclined():
                self.invited.discard(event.point)
                self.cut.discard(event.point)
            case MicGranted():
                (self.granted.add if event.on else self.granted.discard)(event.point)
                self.rooms.discard(event.point)
                if not event.on:
                    self.cut.discard(event.point)
            case Invited() if event.place.room:
                self.rooms.add(event.place.point)
            case _:
                pass

    def _of_those_here(self) -> tuple[set[str], ...]:
        """Return what is forgotten of a point that goes for good."""
        return (self.came, self.off, self.invited, self.granted, self.cut)

    def comes_muted(self, point: str) -> bool:
        """Whether a point's switch is off when it comes, whatever it wishes.

        That of one who is new is as the meeting wants it, and a lock holds for whoever leaves to
        come in anew; who comes back finds his as it was.
        """
        if point in self.came:
            return point in self.off
        return self.muted_at_join or not self.may_open(point)

    def _arrived(self, event: Arrived) -> None:
        if not event.waiting:
            if event.point in self.rooms - self.came:
                self.granted.add(event.point)
            self._set(event.point, event.muted or self.comes_muted(event.point))

    def _set(self, point: str, muted: bool) -> None:
        (self.off.add if muted else self.off.discard)(point)
        self.came.add(point)
