"""How a meeting is conducted: what the rules come to in the mixer, and what people are told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from signaling.audience import Audience, Listener
from signaling.chamber import Chamber
from signaling.meeting import diary, views
from signaling.meeting.actor import Right
from signaling.meeting.business import RollMarked
from signaling.meeting.entry import Entry
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.told import TalkTold
from signaling.store.log import EventLog
from signaling.wire import ServerMessage

Followed = Callable[[Sequence[Entry]], None]
"""Carries out in room and mixer what has been decided."""


class Conduct:
    """One meeting's chamber, and its public: each is told a section when that has changed."""

    def __init__(
        self,
        meeting: str,
        log: EventLog,
        audience: Audience,
        follow: Followed,
        clock: Callable[[], datetime],
    ) -> None:
        self.chamber = Chamber(meeting, log, self._happened, clock)
        self._audience = audience
        self._follow = follow
        self._told: dict[str, ServerMessage] = {}

    @property
    def state(self) -> Proceedings:
        """The meeting as it is; only the chamber changes it."""
        return self.chamber.state

    def greet(self, listener: Listener) -> None:
        """Tell one who has just come everything."""
        for key, section in _sections(self.state):
            self._told[key] = section
            self._audience.tell_one(listener.point, section, key)
        self._audience.tell_one(listener.point, views.marks(self.state))
        for key, personal in _personal(self.state, listener.point):
            self._told[f"{key} {listener.point}"] = personal
            self._audience.tell_one(listener.point, personal, key)
        if listener.actor.may(Right.VOTES):
            for vote in self.state.votes.all.values():
                self._audience.tell_one(listener.point, views.voters(vote))

    def _happened(self, entries: Sequence[Entry]) -> None:
        """Carry out what the log says, then tell what is different."""
        self._follow(entries)
        for key, section in _sections(self.state):
            if self._told.get(key) != section:
                self._told[key] = section
                self._audience.tell(section, key)
        marked = [one.event.point for one in entries if isinstance(one.event, RollMarked)]
        if marked:
            self._audience.tell(views.marks(self.state, marked))
        self._tell_each()
        self._tell_leaders(entries)

    def _tell_each(self) -> None:
        """Tell each point what concerns it alone."""
        for point in self._audience.points():
            for key, personal in _personal(self.state, point):
                if self._told.get(f"{key} {point}") != personal:
                    self._told[f"{key} {point}"] = personal
                    self._audience.tell_one(point, personal, key)

    def _tell_leaders(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._audience.tell_leaders(Right.FLOOR, diary.line(self.state, entry))
        if (vote := self.state.votes.running) is not None:
            told = views.voters(vote)
            if self._told.get("voters") != told:
                self._told["voters"] = told
                self._audience.tell_leaders(Right.VOTES, told, "voters")


def _sections(state: Proceedings) -> Iterator[tuple[str, ServerMessage]]:
    """Yield what everybody is told, each with its key."""
    yield "rules", views.rules(state)
    yield "floor", views.floor(state)
    yield "agenda", views.agenda(state)
    yield "roll", views.roll(state)
    for vote in views.votes(state):
        yield f"vote {vote.vote}", vote


def _personal(state: Proceedings, point: str) -> Iterator[tuple[str, ServerMessage]]:
    """Yield what one is told alone, each with its key."""
    seated = point in state.seats.by_point
    yield "notices", views.notices(state, point if seated else None)
    if not seated:
        return
    yield "mic", views.mic(state, point)
    if (vote := state.votes.running) is not None:
        yield "ballot", views.ballot(vote, point)
    yield "talk", TalkTold(point=point if point in state.notices.talks.values() else None)
