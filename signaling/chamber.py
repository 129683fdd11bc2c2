"""A meeting's proceedings at work: acts are decided, kept, made true, and then told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from signaling import logs
from signaling.codes import Code
from signaling.meeting.actor import SYSTEM, Actor
from signaling.meeting.business import RollEvidence
from signaling.meeting.commands import Command
from signaling.meeting.deciding import decide
from signaling.meeting.entry import Entry
from signaling.meeting.events import Planned
from signaling.meeting.proceedings import Decision, Proceedings, rebuilt
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import Place
from signaling.problem import ProblemError
from signaling.store.log import EventLog, SupersededError

log = logs.logger(__name__)


Happened = Callable[[Sequence[Entry]], Awaitable[None]]
"""Is told of lines that are in the log, once the state is as they say, and before the next are."""


class Chamber:
    """Owns the state of one meeting. One thing happens at a time, in the order of the log.

    A line is kept before it is true: what people have seen can be read again after a crash. The
    other way round an act could be seen, and be forgotten.
    """

    def __init__(
        self,
        meeting: str,
        log_: EventLog,
        happened: Happened,
        clock: Callable[[], datetime],
        recall: Callable[[Sequence[Entry]], None] = lambda _: None,
    ) -> None:
        """`recall` gets the lines of a sitting that is gone on with, before any that is new."""
        self._recall = recall
        self.state = Proceedings()
        self.superseded = False
        """Whether another server leads the meeting now: what is known here is out of date."""
        self._meeting = meeting
        self._log = log_
        self._happened = happened
        self._clock = clock
        self._sitting = 0
        self._lock = asyncio.Lock()
        self._deeds: set[asyncio.Task[int]] = set()

    async def open(self, plan: Planned, *, again: bool) -> None:
        """Read what is known; begin a sitting if there is none, or `again` if all have gone.

        One that has not been opened yet begins anew, too: the plan may have been changed since a
        point tried its line.
        """
        kept = await self._log.last(self._meeting)
        self._sitting = kept.sitting
        self.state = rebuilt(kept.entries, kept.ballots)
        over = self.state.phase == "closed" or not self.state.seats.anybody
        if kept.sitting == 0 or (again and over) or self.state.untouched:
            self._sitting += 1
            self.state = Proceedings()
            await self._carry_out(lambda: Decision([plan]), SYSTEM)
        else:
            self._recall(kept.entries)
            log.info("meeting resumed", meeting=self._meeting, lines=self.state.seq)
            await self._carry_out(self.state.resume, SYSTEM)
            for vote in kept.spoiled:
                log.error("secret vote cannot be counted", meeting=self._meeting, vote=vote)
                await self._carry_out(partial(self._give_up, vote), SYSTEM)

    def _give_up(self, vote: str) -> Decision:
        """Cancel a vote: its ballots are not those that were cast."""
        return Decision(self.state.votes.cancel(vote, lost=True))

    async def act(self, command: Command, actor: Actor) -> int:
        """Carry an act out; return the last line of the log. Raises ProblemError."""
        return await self._carry_out(
            lambda: decide(self.state, command, actor, self._clock()), actor
        )

    async def switch(self, point: str, muted: bool, actor: Actor) -> int:
        """A point uses its own microphone switch. Raises ProblemError where it may not."""
        return await self._carry_out(lambda: self.state.switch(point, muted), actor)

    async def arrive(self, point: str, *, muted: bool = False, attends: bool = True) -> int:
        """A point is here. Raises ProblemError: closed, locked."""
        return await self._carry_out(
            lambda: self.state.arrive(point, muted=muted, attends=attends), SYSTEM
        )

    async def wait(self, point: str) -> int:
        """A point is here without media, and has to wait in the lobby if it has to."""
        return await self._carry_out(lambda: self.state.wait(point), SYSTEM)

    async def drop(self, point: str) -> int:
        """A point's line was lost."""
        return await self._carry_out(lambda: self.state.drop(point), SYSTEM)

    async def leave(self, point: str) -> int:
        """A point goes for good."""
        return await self._carry_out(lambda: self.state.leave(point), SYSTEM)

    async def invite(self, place: Place) -> int:
        """A point was added to the meeting."""
        return await self._carry_out(lambda: self.state.invite(place), SYSTEM)

    async def hang_up(self, account: str) -> int:
        """Nobody is at an account's consoles any more: its talk ends."""
        return await self._carry_out(lambda: self.state.hang_up(account), SYSTEM)

    async def attest(self, stills: Sequence[RollEvidence], actor: Actor) -> int:
        """Stills of points have been kept as evidence. Raises ProblemError."""
        return await self._carry_out(lambda: self.state.attest(stills), actor)

    async def replan(self, plan: Planned, *, agenda: bool) -> int:
        """Take over what was changed in the plan."""
        return await self._carry_out(lambda: self.state.replan(plan, agenda=agenda), SYSTEM)

    async def tick(self) -> None:
        """Do what time has brought."""
        if self.state.due is not None and self.state.due <= self._clock():
            await self._carry_out(lambda: self.state.tick(self._clock()), SYSTEM)

    async def close(self) -> None:
        """Wait until all that was begun has been kept."""
        await asyncio.gather(*self._deeds, return_exceptions=True)

    async def _carry_out(self, deciding: Callable[[], Decision], actor: Actor) -> int:
        """Decide, keep, apply and tell, to the end even if whoever asked has gone."""
        deed = asyncio.create_task(self._in_turn(deciding, actor))
        self._deeds.add(deed)
        deed.add_done_callback(self._deeds.discard)
        return await asyncio.shield(deed)

    async def _in_turn(self, deciding: Callable[[], Decision], actor: Actor) -> int:
        async with self._lock:
            if self.superseded:
                raise ProblemError(Code.BUSY)
            try:
                decision = deciding()
            except RefusedError as refused:
                raise ProblemError(refused.code, refused.detail or None) from None
            entries = self.state.entries(decision, actor, self._clock())
            if entries:
                try:
                    await self._log.append(self._meeting, self._sitting, entries, decision.ballots)
                except SupersededError as error:
                    log.error("another server leads the meeting", reason=str(error))
                    self.superseded = True
                    raise ProblemError(Code.BUSY) from error
                for entry in entries:
                    self.state.apply(entry)
                self.state.votes.count(decision.ballots)
                await self._happened(entries)
            return self.state.seq
