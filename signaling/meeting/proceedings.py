"""A meeting as its log tells it: acts are decided into events, events make the state.

    command → decide → events → (kept in the log) → apply → state

`decide` (in `deciding`) changes nothing and refuses what the rules do not allow; `apply` refuses
nothing, so that whatever was kept once can be read back: a meeting whose server was killed is
rebuilt from its log and goes on with the same floor, queue and votes. Pure: the time is passed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from signaling.codes import Code
from signaling.meeting.actor import Actor
from signaling.meeting.agenda import Agenda
from signaling.meeting.business import RollEvidence
from signaling.meeting.entry import Entry
from signaling.meeting.events import Closed, Opened, Planned, Reopened, Resumed
from signaling.meeting.floor import Floor, spoke
from signaling.meeting.microphones import Microphones
from signaling.meeting.notices import Notices
from signaling.meeting.refusal import RefusedError
from signaling.meeting.roll_call import RollCall
from signaling.meeting.scenes import Scenes
from signaling.meeting.seats import Seats
from signaling.meeting.talks import Talks
from signaling.meeting.terms import Event, Phase, Place
from signaling.meeting.votes import Ballot, Votes


class Decision(NamedTuple):
    """What an act comes to: events for the log, and secret ballots, which are kept apart."""

    events: Sequence[Event]
    ballots: Sequence[Ballot] = ()


NOTHING = Decision(())

REOPENED_WITHIN = timedelta(minutes=15)
"""A close by mistake is noticed at once: all are sent away. Later the record is what it is."""


@dataclass(slots=True)
class Proceedings:
    """The state of one meeting."""

    phase: Phase = "planned"
    title: str = ""
    seq: int = 0
    closed_at: datetime | None = None
    seats: Seats = field(default_factory=Seats)
    floor: Floor = field(default_factory=Floor)
    mics: Microphones = field(default_factory=Microphones)
    agenda: Agenda = field(default_factory=Agenda)
    roll: RollCall = field(default_factory=RollCall)
    votes: Votes = field(default_factory=Votes)
    notices: Notices = field(default_factory=Notices)
    talks: Talks = field(default_factory=Talks)
    scenes: Scenes = field(default_factory=Scenes)

    # What people and lines do.

    def switch(self, point: str, muted: bool) -> Decision:
        """A point uses its own microphone switch. Raises RefusedError where it may not."""
        if self.phase == "closed":
            raise RefusedError(Code.MEETING_CLOSED)
        if not self.seats.has(point):
            raise RefusedError(Code.SEAT_ABSENT)
        return Decision(self.mics.switch(point, muted))

    def invite(self, place: Place) -> Decision:
        """A point was added to the meeting, or is called something else."""
        return NOTHING if self.phase == "closed" else Decision(self.seats.invite(place))

    def replan(self, plan: Planned, *, agenda: bool) -> Decision:
        """Take over what was changed in the plan of a meeting that has begun.

        More points, other names and another limit; the agenda only where the plan's own was
        changed, because the secretary may have changed the meeting's.
        """
        if self.phase == "closed":
            return NOTHING
        return Decision(
            [
                *(event for place in plan.places for event in self.seats.invite(place)),
                *self.seats.restrict(plan.limit),
                *(self.agenda.set(plan.agenda) if agenda else ()),
            ]
        )

    @property
    def untouched(self) -> bool:
        """Whether nothing has happened that would be missed: lines that were tried, at most."""
        called = self.roll.open or self.roll.result is not None
        return self.phase == "planned" and not self.seats.anybody and not called

    def admit(self, point: str) -> None:
        """Return if a point may come in now.

        Raises RefusedError: closed, locked, full, has to wait.
        """
        if self.phase == "closed":
            raise RefusedError(Code.MEETING_CLOSED)
        self.seats.admits(point)
        if self.seats.waits(point):
            raise RefusedError(Code.LOBBY_WAITING)

    def arrive(self, point: str, *, muted: bool = False, attends: bool = True) -> Decision:
        """A point is here, with its microphone off if `muted`. Raises RefusedError.

        Where it can only watch it does not attend, whatever the roll call.
        """
        if self.phase == "closed":
            raise RefusedError(Code.MEETING_CLOSED)
        back = self.seats.known(point).state == "dropped"
        arrived = self.seats.arrive(point, muted)
        if not arrived or not attends or self.seats.waits(point):
            return Decision(arrived)
        return Decision([*arrived, *self.roll.arrived(point, back=back)])

    def holds(self, point: str) -> bool:
        """Whether a point that comes now has to wait in the lobby, and may."""
        try:
            self.admit(point)
        except RefusedError as refused:
            return refused.code is Code.LOBBY_WAITING
        return False

    def wait(self, point: str) -> Decision:
        """A point is here without media: it is in the lobby, where it has to be."""
        return self.arrive(point) if self.holds(point) else NOTHING

    def drop(self, point: str) -> Decision:
        """A point's line was lost: it keeps its floor and its place in the queue."""
        return NOTHING if self.phase == "closed" else Decision(self.seats.drop(point))

    def leave(self, point: str) -> Decision:
        """A point goes for good; once the meeting is closed, all have."""
        if self.phase == "closed":
            return NOTHING
        left = self.seats.leave(point)
        return Decision([*self.floor.forget(point), *left]) if left else NOTHING

    def resume(self) -> Decision:
        """The server came back after it was cut off."""
        here = self.seats.present() or self.seats.waiting()
        return Decision([Resumed()]) if here else NOTHING

    def reopen(self, now: datetime) -> list[Event]:
        """Go on after a close by mistake. Raises RefusedError where that was too long ago."""
        if self.phase != "closed" or self.closed_at is None:
            return []
        if now - self.closed_at > REOPENED_WITHIN:
            raise RefusedError(Code.MEETING_CLOSED)
        return [Reopened()]

    def hang_up(self, account: str) -> Decision:
        """Nobody is at an account's consoles any more."""
        return Decision(self.talks.end(account))

    def attest(self, stills: Sequence[RollEvidence]) -> Decision:
        """Stills of points have been kept. Raises RefusedError: closed, no such point."""
        if self.phase == "closed":
            raise RefusedError(Code.MEETING_CLOSED)
        for one in stills:
            self.seats.known(one.point)
        return Decision(stills)

    # What time does.

    @property
    def due(self) -> datetime | None:
        """When `tick` has something to say next; None while nothing runs."""
        moments = (self.floor.due, self.votes.due, self.notices.due)
        return min((one for one in moments if one is not None), default=None)

    def tick(self, now: datetime) -> Decision:
        """Warn speakers, close votes and take announcements away whose time has come."""
        if self.phase == "closed":
            return NOTHING
        return Decision([*self.floor.tick(now), *self.votes.tick(now), *self.notices.tick(now)])

    # What has been decided.

    def entries(self, decision: Decision, actor: Actor, now: datetime) -> list[Entry]:
        """Return the lines of the log that a decision comes to."""
        at = now.isoformat(timespec="milliseconds")
        return [
            msgspec.convert({"seq": number, "at": at, "actor": actor, "event": event}, Entry)
            for number, event in enumerate(decision.events, self.seq + 1)
        ]

    def apply(self, entry: Entry) -> None:
        """Become what a line of the log says. ValueError if a line is missing before it."""
        if entry.seq != self.seq + 1:
            raise ValueError(f"line {entry.seq} of the log follows line {self.seq}")
        self.seq = entry.seq
        event, at = entry.event, datetime.fromisoformat(entry.at)
        match event:
            case Planned():
                self.title = event.title
            case Opened():
                self.phase = "open"
            case Closed():
                self.phase, self.closed_at = "closed", at
            case Reopened():
                self.phase, self.closed_at = "open", None
            case _:
                pass
        self.seats.apply(event)
        self.floor.apply(event, at)
        self.mics.apply(event)
        self.agenda.apply(event)
        self.roll.apply(event)
        self.votes.apply(event, at)
        self.notices.apply(event)
        self.talks.apply(event)
        self.scenes.apply(event)

    # How acts hang together.

    def silenced(self, events: list[Event]) -> list[Event]:
        """Those who go off the air are switched off, unless they may speak by their part."""
        ended = tuple(
            point
            for point in spoke(events)
            if point != self.mics.chair
            and not (self.mics.mode == "lecture" and point == self.mics.lecturer)
        )
        return [*events, *self.mics.silence(ended)]

    def name(self, point: str) -> str:
        """Return the name of a point."""
        return self.seats.known(point).place.name


def rebuilt(entries: Iterable[Entry], ballots: Sequence[Ballot] = ()) -> Proceedings:
    """Return the meeting that a log and its secret ballots tell of."""
    meeting = Proceedings()
    for entry in entries:
        meeting.apply(entry)
    meeting.votes.count(ballots)
    return meeting
