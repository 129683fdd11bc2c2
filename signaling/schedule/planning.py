"""What may be planned: checks a plan against the tree, keeps it, and lets series come near."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta

import msgspec

from signaling import logs
from signaling.meetings import Meetings
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.protocol import (
    EARLIEST,
    LATEST,
    AgendaLine,
    InvitedPoint,
    MeetingDraft,
    PlanChange,
    PlanLine,
    Repeat,
    Scope,
    State,
    StateChange,
)
from signaling.schedule.recurrence import ZONE, RuleError, checked, ended, local, occurrences
from signaling.schedule.seating import PointAt, Tree
from signaling.store.plan_rows import repeat_of
from signaling.store.schedule import Kept, ScheduleStore
from signaling.store.schedule_models import Series
from signaling.unbroken import unbroken

log = logs.logger(__name__)

NEAR = timedelta(days=14)
"""How long before its start a meeting of a series becomes one of its own, with papers and links."""

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
        self, store: ScheduleStore, meetings: Meetings, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
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

    async def change(self, meeting: str, change: PlanChange) -> None:
        """Keep a plan in place of another one, also while the meeting runs. Raises ProblemError."""
        before = await self.find(meeting)
        if before.state in {"held", "cancelled"}:
            raise ProblemError(Code.PLAN_STATE)
        if before.series and before.series != meeting and change.plan.repeat is not None:
            raise ProblemError(
                Code.PLAN_INVALID, "This meeting is one of a series already.", field="repeat"
            )
        await self._named(change.plan, before)
        draft = fitted(change.plan, await self.tree())
        if not await self._store.replace(meeting, draft, change.version, self._clock()):
            raise ProblemError(Code.PLAN_CHANGED)
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
        now = self._clock()
        since = now if change.scope == "all" else kept.draft.starts
        wanted = {"draft"} if change.scope == "one" else {"draft", "announced", "cancelled"}
        others = [
            one
            for one in await self._store.made(kept.series)
            if one.meeting != meeting
            and one.draft.starts >= since
            and one.state in wanted
            and change.state in MAY_BECOME[one.state]
            and not self._meetings.runs(one.meeting)
        ]
        return sorted([kept, *others], key=lambda one: one.draft.starts)

    async def become(self, meeting: str, change: StateChange) -> None:
        """Give a meeting, or more of its series, another state. Raises ProblemError: plan_state."""
        kept = await self.find(meeting)
        if kept.state != change.state and change.state not in MAY_BECOME[kept.state]:
            raise ProblemError(Code.PLAN_STATE)
        meant = await self.meant(meeting, change)
        if change.state == "cancelled" and change.scope != "one":
            # First of all: else one more may come near meanwhile.
            await self._end(kept, change.scope)
        for one in meant:
            if one.state == change.state:
                continue
            await self._store.set_state(one.meeting, change.state, self._clock())
            log.info("meeting's state changed", meeting=one.meeting, state=change.state)
            await self._meetings.replanned(one.meeting)

    async def _end(self, kept: Kept, scope: Scope) -> None:
        """Have a series end before a meeting of it, or now."""
        for series in await self._store.series():
            if series.id != kept.series:
                continue
            at = self._clock()
            if scope == "following":
                day = date.fromisoformat(kept.occurrence) if kept.occurrence else None
                at = datetime.combine(day, time(), ZONE) if day else series.starts_at
            rule = ended(series.rule, series.starts_at, at)
            await self._store.end_series(series.id, rule)
            log.info("series ended", series=series.id, rule=rule)

    async def remove(self, meeting: str) -> None:
        """Forget a draft. Raises ProblemError: plan_state for what people were told of."""
        kept = await self.find(meeting)
        if kept.state != "draft" or not await self._store.remove(meeting):
            raise ProblemError(Code.PLAN_STATE)

    # Series.

    async def come_near(self) -> None:
        """Make meetings of their own of what series have within the next days."""
        now = self._clock()
        for series in await self._store.series():
            template = await self.find(series.template_id)
            for starts in await self._missing(series, now, now + NEAR):
                await self._occur(series, template, starts, now)

    async def between(self, since: datetime, until: datetime) -> list[PlanLine]:
        """Return the meetings of a time, also those of series that are yet to come near."""
        kept = await self._store.between(since, until)
        now = self._clock()
        coming = [
            line
            for series in await self._store.series()
            for line in await self._coming(series, max(since, now), until)
        ]
        return sorted([*kept, *coming], key=lambda one: (one.starts, one.id))

    async def invited(self) -> dict[str, frozenset[str]]:
        """Return the units whose points are invited, by meeting."""
        return await self._store.invited()

    async def parts(self, account: str) -> dict[str, str]:
        """Return the meetings in which somebody has a part, and which."""
        return await self._store.parts(account)

    async def _coming(self, series: Series, since: datetime, until: datetime) -> list[PlanLine]:
        draft = (await self.find(series.template_id)).draft
        return [
            PlanLine(
                id="",
                title=draft.title,
                starts=starts,
                minutes=draft.minutes,
                state="draft",
                mode=draft.mode,
                host=draft.host,
                host_name="",
                series=series.id,
                points=len(draft.points),
            )
            for starts in await self._missing(series, since, until)
        ]

    async def _missing(self, series: Series, since: datetime, until: datetime) -> list[datetime]:
        """Return when a series has meetings that are not there yet, without its first one."""
        made = await self._store.occurred(series.id)
        first = local(series.starts_at).date()
        return [
            starts
            for starts in occurrences(
                series.rule,
                series.starts_at,
                since=since,
                until=until,
                without=repeat_of(series).without,
            )
            if local(starts).date() != first and local(starts).date().isoformat() not in made
        ]

    async def _occur(self, series: Series, template: Kept, starts: datetime, now: datetime) -> None:
        day = local(starts).date()
        meeting = f"{series.id}-{day:%Y%m%d}"
        draft = msgspec.structs.replace(template.draft, starts=starts, repeat=None)
        draft = fitted(draft, await self.tree())
        state: State = "draft" if template.state == "draft" else "announced"
        if await self._store.occur(meeting, draft, now, series=series.id, state=state):
            log.info("meeting of a series comes near", meeting=meeting, series=series.id)


def draft_start(draft: MeetingDraft) -> datetime:
    """Return when a meeting begins. Raises ProblemError if that is no time for a meeting."""
    if not EARLIEST <= draft.starts < LATEST:
        raise ProblemError(Code.PLAN_INVALID, "The start is between 2000 and 2100.", field="starts")
    return draft.starts


def fitted(draft: MeetingDraft, tree: Tree) -> MeetingDraft:
    """Return a plan with all of its points, in order, and with ids for new items of the agenda.

    Raises ProblemError: unit_unknown, point_unknown, plan_invalid.
    """
    draft_start(draft)
    points = _invited(draft, tree)
    if draft.host and draft.host not in tree.units:
        raise ProblemError(Code.UNIT_UNKNOWN, field="host")
    if draft.chair and draft.chair not in {one.point for one in points}:
        raise ProblemError(Code.PLAN_INVALID, "The chair's point is not invited.", field="chair")
    people = tuple(dict.fromkeys(draft.people))
    return msgspec.structs.replace(
        draft,
        points=points,
        units=tuple(dict.fromkeys(draft.units)),
        agenda=_numbered(draft.agenda),
        people=people,
        repeat=_repeat(draft),
    )


def _invited(draft: MeetingDraft, tree: Tree) -> tuple[InvitedPoint, ...]:
    """Return all points that a plan invites, each once, in the order of their seats."""
    if any(unit not in tree.units for unit in draft.units):
        raise ProblemError(Code.UNIT_UNKNOWN, field="units")
    if any(one.point not in tree.points for one in draft.points):
        raise ProblemError(Code.POINT_UNKNOWN, field="points")
    known = {one.point: one for one in draft.points}
    for point in tree.seated(tree.points_below(draft.units), "tree"):
        known.setdefault(point, InvitedPoint(point=point))
    seated = tree.seated(list(known), draft.seating)
    return tuple(_settled(known[point], tree.points[point]) for point in seated)


def _settled(given: InvitedPoint, at: PointAt) -> InvitedPoint:
    """Return an invitation in which the directory has filled in what the plan leaves open."""
    return msgspec.structs.replace(
        given,
        delegates=at.delegates if given.delegates is None else given.delegates,
        room=at.room if given.room is None else given.room,
    )


def _numbered(agenda: Sequence[AgendaLine]) -> tuple[AgendaLine, ...]:
    """Return the items with an id each; one that is there stays, so that papers stay with it."""
    given = [one.id for one in agenda if one.id]
    if len(set(given)) != len(given):
        raise ProblemError(
            Code.PLAN_INVALID, "Two items of the agenda have one id.", field="agenda"
        )
    return tuple(
        one if one.id else msgspec.structs.replace(one, id=secrets.token_hex(4)) for one in agenda
    )


def _repeat(draft: MeetingDraft) -> Repeat | None:
    if draft.repeat is None:
        return None
    try:
        rule = checked(draft.repeat.rule, draft.starts)
    except RuleError as error:
        raise ProblemError(
            Code.PLAN_INVALID, f"The repetition cannot be used: {error}.", field="repeat"
        ) from None
    return Repeat(rule=rule, without=tuple(sorted(set(draft.repeat.without))))
