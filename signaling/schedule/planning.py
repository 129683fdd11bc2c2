"""What may be planned: checks a plan against the tree, keeps it, and lets series come near."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from signaling import logs
from signaling.meetings import Meetings
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.fitting import draft_start, fitted
from signaling.schedule.protocol import (
    MeetingDraft,
    PlanChange,
    PlanLine,
    Scope,
    State,
    StateChange,
)
from signaling.schedule.recurrence import local
from signaling.schedule.repeating import Repeating, Run
from signaling.schedule.seating import Tree
from signaling.store.schedule import Kept, ScheduleStore
from signaling.store.series import SeriesStore
from signaling.unbroken import unbroken

log = logs.logger(__name__)

WATCH_S = 600.0
"""Seconds between looks at what has come near."""

MAY_BECOME: dict[State, frozenset[State]] = {
    "draft": frozenset({"announced", "cancelled"}),
    "announced": frozenset({"draft", "cancelled"}),
    "cancelled": frozenset({"announced"}),
    "held": frozenset(),
}
"""State → those that people may give it next."""


class Planning:
    """The plans of meetings."""

    def __init__(
        self,
        store: ScheduleStore,
        series: SeriesStore,
        meetings: Meetings,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._repeating = Repeating(series, store, meetings, clock)
        self._meetings = meetings
        self._clock = clock

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let series come near for as long as the block lasts."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            try:
                await unbroken(self.come_near())
            except Exception:
                log.exception("series not followed")
            await asyncio.sleep(WATCH_S)

    async def find(self, meeting: str) -> Kept:
        """Return a plan. Raises ProblemError: meeting_unknown."""
        kept = await self._store.find(meeting)
        if kept is None:
            raise ProblemError(Code.MEETING_UNKNOWN)
        return kept

    async def tree(self) -> Tree:
        """Return all units and points."""
        return await self._store.tree()

    async def create(self, draft: MeetingDraft) -> str:
        """Keep a new plan and return the meeting's id. Raises ProblemError."""
        now = self._clock()
        await self._named(draft, None)
        meeting = f"{local(draft_start(draft)):%Y%m%d}-{secrets.token_hex(4)}"
        await self._store.add(meeting, fitted(draft, await self.tree()), now)
        log.info("meeting planned", meeting=meeting)
        await self.come_near()
        return meeting

    async def changed_with(self, meeting: str, scope: Scope) -> list[Kept]:
        """Return the meetings that a change is about, in the order of a series."""
        kept = await self.find(meeting)
        return await self._repeating.reached(kept, scope) if kept.series else [kept]

    async def change(self, meeting: str, change: PlanChange) -> None:
        """Keep a plan in place of another one, also while the meeting runs. Raises ProblemError.

        With a scope, the others of its series change as it does.
        """
        before = await self.find(meeting)
        if before.state in {"held", "cancelled"}:
            raise ProblemError(Code.PLAN_STATE)
        await self._named(change.plan, before)
        draft = fitted(change.plan, await self.tree())
        repeats = draft.repeat if draft.repeat != before.draft.repeat else None
        if before.series and change.scope != "one":
            await self._repeating.recast(before, draft, change)
        elif before.series and repeats is not None:
            raise ProblemError(
                Code.PLAN_INVALID,
                "Say by `scope` from when on the series repeats so.",
                field="repeat",
            )
        elif not await self._store.replace(meeting, draft, change.version, self._clock()):
            raise ProblemError(Code.PLAN_CHANGED)
        else:
            await self._meetings.replanned(meeting, agenda=draft.agenda != before.draft.agenda)
        await self.come_near()

    async def _named(self, draft: MeetingDraft, before: Kept | None) -> None:
        """Refuse people without an account who were not named before. Raises ProblemError."""
        known = {one.account for one in before.draft.people} if before else set()
        known |= await self._store.accounts({one.account for one in draft.people} - known)
        for at, one in enumerate(draft.people):
            if one.account not in known:
                raise ProblemError(Code.ACCOUNT_UNKNOWN, field=f"people[{at}].account")

    async def meant(self, meeting: str, change: StateChange) -> list[Kept]:
        """Return the meetings whose state a change is about, soonest first.

        Of a series those that may have it and do not run; the one that is named at any rate. Who
        announces the first of a series announces those that have come near as drafts, too.
        """
        kept = await self.find(meeting)
        first = kept.series == meeting and change.state == "announced"
        if not kept.series or (change.scope == "one" and not first):
            return [kept]
        wanted = {"draft"} if change.scope == "one" else {"draft", "announced", "cancelled"}
        others = [
            one
            for one in await self._repeating.reached(kept, change.scope)
            if one.meeting != meeting
            and one.state in wanted
            and change.state in MAY_BECOME[one.state]
        ]
        return sorted([kept, *others], key=lambda one: one.draft.starts)

    async def become(self, meeting: str, change: StateChange) -> None:
        """Give a meeting, or more of its series, another state. Raises ProblemError: plan_state."""
        kept = await self.find(meeting)
        if kept.state != change.state and change.state not in MAY_BECOME[kept.state]:
            raise ProblemError(Code.PLAN_STATE)
        meant = await self.meant(meeting, change)
        if kept.series and change.scope != "one":
            # First of all: else one more may come near meanwhile.
            await self._repeating.end(kept, change)
        for one in meant:
            if one.state == change.state:
                continue
            await self._store.set_state(one.meeting, change.state, self._clock())
            log.info("meeting's state changed", meeting=one.meeting, state=change.state)
            await self._meetings.replanned(one.meeting)
        if change.state == "announced":
            await self.come_near()

    async def remove(self, meeting: str) -> None:
        """Forget a draft. Raises ProblemError: plan_state for what people were told of."""
        kept = await self.find(meeting)
        if kept.state != "draft" or not await self._store.remove(meeting):
            raise ProblemError(Code.PLAN_STATE)
        await self._repeating.forgotten(kept)

    async def between(self, since: datetime, until: datetime) -> list[PlanLine]:
        """Return the meetings of a time, also those of series that are yet to come near."""
        kept = await self._store.between(since, until)
        coming = await self._repeating.coming(since, until)
        return sorted([*kept, *coming], key=lambda one: (one.starts, one.id))

    async def chain(self, kept: Kept) -> list[Run]:
        """Return the series of a meeting and those it was split into, or from; none has none."""
        return await self._repeating.chain(kept.series) if kept.series else []

    async def come_near(self) -> None:
        """Make meetings of their own of what series have within the next days."""
        await self._repeating.come_near()

    async def invited(self) -> dict[str, frozenset[str]]:
        """Return the units whose points are invited, by meeting."""
        return await self._store.invited()

    async def parts(self, account: str) -> dict[str, str]:
        """Return the meetings in which somebody has a part, and which."""
        return await self._store.parts(account)
