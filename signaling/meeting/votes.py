"""Votes: who may vote, what was said, and whether it is enough.

A secret ballot is no event: the log says that a point voted, the ballots are kept apart, without
time or order, and only their sum is known here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from signaling.codes import Code
from signaling.meeting.business import VoteCancelled, VoteCast, VoteClosed, VoteOpened, VoteShown
from signaling.meeting.commands import OpenVote
from signaling.meeting.events import Resumed
from signaling.meeting.refusal import RefusedError
from signaling.meeting.roll_call import reached
from signaling.meeting.terms import Count, Event

GRACE = timedelta(seconds=30)
"""Time to come back and vote if the server was cut off meanwhile."""


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """One secret vote for one option. It names nobody."""

    vote: str
    option: str


@dataclass(slots=True)
class Vote:
    """One vote. `secret` holds the sum of the ballots of a secret one."""

    opened: VoteOpened
    at: datetime
    cast: dict[str, tuple[Count, ...]] = field(default_factory=dict)
    secret: Counter[str] = field(default_factory=Counter)
    result: VoteClosed | None = None
    cancelled: bool = False
    lost: bool = False
    resumed: datetime | None = None
    """When the server came back after it was cut off while the vote ran."""

    @property
    def running(self) -> bool:
        """Whether votes are taken."""
        return self.result is None and not self.cancelled

    @property
    def due(self) -> datetime | None:
        """When it closes by itself; None for never."""
        if not self.running or self.opened.seconds is None:
            return None
        due = self.at + timedelta(seconds=self.opened.seconds)
        return due if self.resumed is None else max(due, self.resumed + GRACE)

    def tally(self) -> tuple[Count, ...]:
        """Return how many votes each option has, in the order of the options."""
        sums = Counter(self.secret)
        for counts in self.cast.values():
            for one in counts:
                sums[one.option] += one.count
        return tuple(Count(option=option, count=sums[option]) for option in self.opened.options)

    def close(self) -> VoteClosed:
        """Return the result as of now."""
        opened = self.opened
        counts = self.tally()
        cast, present = sum(one.count for one in counts), sum(opened.voters.values())
        whole = {"all": opened.total, "present": present, "cast": cast}[opened.base]
        return VoteClosed(
            vote=opened.vote,
            counts=counts,
            cast=cast,
            present=present,
            total=opened.total,
            passed=reached(counts[0].count, whole, opened.share),
        )


@dataclass(slots=True)
class Votes:
    """All votes of a meeting, in order; at most one runs."""

    all: dict[str, Vote] = field(default_factory=dict)
    shown: str | None = None

    @property
    def running(self) -> Vote | None:
        """The vote that is taken now."""
        return next((vote for vote in self.all.values() if vote.running), None)

    @property
    def due(self) -> datetime | None:
        """When a vote closes by itself."""
        return self.running.due if self.running else None

    def open(self, command: OpenVote, voters: Mapping[str, int], total: int) -> list[Event]:
        """Begin a vote among points with so many votes each. Raises RefusedError.

        The result of another is shown no more: nobody is to take it for this one's.
        """
        if self.running:
            raise RefusedError(Code.VOTE_RUNNING)
        if len(set(command.options)) != len(command.options):
            raise RefusedError(Code.MESSAGE_INVALID, "Two options are the same.")
        return [
            *self.show(None),
            VoteOpened(
                vote=f"v{len(self.all) + 1}",
                question=command.question,
                options=command.options,
                basis=command.basis,
                secret=command.secret,
                base=command.base,
                share=command.share,
                voters=dict(voters),
                total=total,
                seconds=command.seconds,
            ),
        ]

    def cast(
        self, vote: str, point: str, counts: Sequence[Count]
    ) -> tuple[list[Event], list[Ballot]]:
        """Take a point's vote: what the log says of it, and the ballots of a secret one."""
        current = self.taking(vote)
        opened = current.opened
        votes = opened.voters.get(point, 0)
        if votes == 0:
            raise RefusedError(Code.NOT_ENTITLED)
        given = tuple(one for one in counts if one.count)
        _check(given, opened, votes)
        if not opened.secret:
            same = current.cast.get(point) == given
            return ([] if same else [VoteCast(vote=vote, point=point, counts=given)]), []
        if point in current.cast:
            raise RefusedError(Code.ALREADY_VOTED)
        ballots = [Ballot(vote=vote, option=one.option) for one in given for _ in range(one.count)]
        return [VoteCast(vote=vote, point=point)], ballots

    def enter(self, vote: str, point: str, counts: Sequence[Count]) -> list[Event]:
        """Take what the secretary has seen or heard of a point. Raises RefusedError if secret."""
        if self.known(vote).opened.secret:
            raise RefusedError(Code.FORBIDDEN)
        events, _ = self.cast(vote, point, counts)
        return events

    def taking(self, vote: str) -> Vote:
        """Return a vote that is still taken. Raises RefusedError."""
        current = self.known(vote)
        if not current.running:
            raise RefusedError(Code.VOTE_CLOSED)
        return current

    def known(self, vote: str) -> Vote:
        """Return a vote. Raises RefusedError if there is no such one."""
        if vote not in self.all:
            raise RefusedError(Code.VOTE_UNKNOWN)
        return self.all[vote]

    def close(self, vote: str) -> list[Event]:
        """Count, and show the result. Raises RefusedError if it is closed."""
        result = self.taking(vote).close()
        return [result, *([] if vote == self.shown else [VoteShown(vote=vote)])]

    def cancel(self, vote: str, *, lost: bool = False) -> list[Event]:
        """Give a vote up, because its ballots are lost or not. Raises RefusedError if closed."""
        self.taking(vote)
        return [VoteCancelled(vote=vote, lost=lost)]

    def show(self, vote: str | None) -> list[Event]:
        """Show a result, or none. Raises RefusedError if there is no such one."""
        if vote is not None and self.known(vote).running:
            raise RefusedError(Code.VOTE_RUNNING)
        if vote is not None and self.known(vote).cancelled:
            raise RefusedError(Code.VOTE_UNKNOWN)
        return [] if vote == self.shown else [VoteShown(vote=vote)]

    def tick(self, now: datetime) -> list[Event]:
        """Close the vote whose time is up."""
        vote = self.running
        if vote is None or vote.due is None or vote.due > now:
            return []
        return self.close(vote.opened.vote)

    def count(self, ballots: Sequence[Ballot]) -> None:
        """Add secret ballots that have been kept."""
        for ballot in ballots:
            self.all[ballot.vote].secret[ballot.option] += 1

    def apply(self, event: Event, at: datetime) -> None:
        """Become what an event says."""
        match event:
            case VoteOpened():
                self.all[event.vote] = Vote(event, at)
            case VoteCast():
                self.all[event.vote].cast[event.point] = event.counts
            case VoteClosed():
                self.all[event.vote].result = event
            case VoteCancelled():
                self.all[event.vote].cancelled = True
                self.all[event.vote].lost = event.lost
            case VoteShown():
                self.shown = event.vote
            case Resumed():
                if (vote := self.running) is not None:
                    vote.resumed = at
            case _:
                pass


def _check(counts: Sequence[Count], opened: VoteOpened, votes: int) -> None:
    """Raise RefusedError unless the counts are a vote that a point of so many votes may cast."""
    options = [one.option for one in counts]
    if len(set(options)) != len(options) or not set(options) <= set(opened.options):
        raise RefusedError(Code.BALLOT_INVALID, "No such option, or one named twice.")
    if any(one.count < 0 for one in counts) or not 0 < sum(one.count for one in counts) <= votes:
        raise RefusedError(Code.BALLOT_INVALID, f"From 1 to {votes} votes can be cast here.")
