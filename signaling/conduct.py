"""How a meeting is conducted: what the rules come to in the mixer, and what people are told."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime

from msgspec import structs

from signaling.audience import Audience, Listener, say
from signaling.chamber import Chamber
from signaling.meeting import views
from signaling.meeting.actor import Right
from signaling.meeting.business import RollMarked
from signaling.meeting.entry import Entry
from signaling.meeting.narrative import Teller
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.reach import reach
from signaling.meeting.told import EntryTold, VoteTold
from signaling.paced import Paced
from signaling.store.log import EventLog
from signaling.wire import ServerMessage

Followed = Callable[[Sequence[Entry]], Awaitable[None]]
"""Carries out in room and mixer what has been decided."""


COUNT_INTERVAL_S = 0.5
"""Seconds between two tellings of how many have voted: 400 votes told to 400 points are 160,000
messages else, all in the few seconds in which people vote."""


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
        self._teller = Teller()
        self.chamber = Chamber(meeting, log, self._happened, clock, self._recall)
        self._audience = audience
        self._follow = follow
        self._told: dict[str, ServerMessage] = {}
        self._counting = Paced(COUNT_INTERVAL_S, self._tell_count)

    @property
    def state(self) -> Proceedings:
        """The meeting as it is; only the chamber changes it."""
        return self.chamber.state

    def greet(self, listener: Listener) -> None:
        """Tell one who has just come everything."""
        for key, section in _sections(self.state):
            self._told.setdefault(key, section)
            say(listener, section, key)
        for vote in views.votes(self.state):
            say(listener, vote, f"vote {vote.vote}")
        say(listener, views.marks(self.state))
        for key, personal in _personal(self.state, listener):
            self._told[f"{key} {_who(listener)}"] = personal
            say(listener, personal, key)
        if listener.actor.may(Right.VOTES):
            for one in self.state.votes.all.values():
                say(listener, views.voters(one))

    def close(self) -> None:
        """Tell nothing more."""
        self._counting.close()

    def _recall(self, entries: Sequence[Entry]) -> None:
        """Take in what happened before this process: later lines speak of it."""
        for entry in entries:
            self._teller.tell(entry)

    async def _happened(self, entries: Sequence[Entry]) -> None:
        """Carry out what the log says, then tell what is different."""
        await self._follow(entries)
        for key, section in _sections(self.state):
            if self._told.get(key) != section:
                self._told[key] = section
                self._audience.tell(section, key)
        self._tell_votes()
        marked = [one.event.point for one in entries if isinstance(one.event, RollMarked)]
        if marked:
            self._audience.tell(views.marks(self.state, marked))
        self._tell_each(reach(entries))
        for entry in entries:
            if (line := self._teller.tell(entry)) is not None:
                what = str(entry.event.__struct_config__.tag)
                self._audience.tell_leaders(Right.FLOOR, EntryTold(what=what, line=line))

    def _tell_votes(self) -> None:
        """Tell all a vote that is new or has ended at once, how many have voted now and then."""
        for vote in views.votes(self.state):
            key = f"vote {vote.vote}"
            told = self._told.get(key)
            if told == vote:
                continue
            if isinstance(told, VoteTold) and structs.replace(told, voted=vote.voted) == vote:
                self._counting.changed()
                continue
            self._told[key] = vote
            self._audience.tell(vote, key)
            self._counting.changed()

    def _tell_count(self) -> None:
        for vote in views.votes(self.state):
            key = f"vote {vote.vote}"
            if self._told.get(key) != vote:
                self._told[key] = vote
                self._audience.tell(vote, key)
        if (running := self.state.votes.running) is not None:
            voters = views.voters(running)
            if self._told.get("voters") != voters:
                self._told["voters"] = voters
                self._audience.tell_leaders(Right.VOTES, voters, "voters")

    def _tell_each(self, points: frozenset[str] | None) -> None:
        """Tell those at points, or all (None), and consoles what concerns each alone."""
        for listener in self._audience:
            if points is not None and listener.point and listener.point not in points:
                continue
            for key, personal in _personal(self.state, listener):
                known = f"{key} {_who(listener)}"
                if self._told.get(known) != personal:
                    self._told[known] = personal
                    say(listener, personal, key)


def _who(listener: Listener) -> str:
    """Return by what it is remembered what somebody was told: consoles by their connection."""
    return listener.point or f"@{id(listener)}"


def _sections(state: Proceedings) -> Iterator[tuple[str, ServerMessage]]:
    """Yield what everybody is told, each with its key; votes are told by themselves."""
    yield "rules", views.rules(state)
    yield "floor", views.floor(state)
    yield "agenda", views.agenda(state)
    yield "roll", views.roll(state)


def _personal(state: Proceedings, listener: Listener) -> Iterator[tuple[str, ServerMessage]]:
    """Yield what one is told alone, each with its key."""
    point = listener.point
    if not point:
        yield "notices", views.notices(state, None)
        yield "scene", views.scene(state)
        yield "talk", views.talk(state.talks.by_account.get(listener.actor.account))
        return
    yield "notices", views.notices(state, point)
    yield "mic", views.mic(state, point)
    if (vote := state.votes.running) is not None:
        yield "ballot", views.ballot(vote, point)
    yield "talk", views.talk(state.talks.of(point))
