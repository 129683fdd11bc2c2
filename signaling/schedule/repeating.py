"""Repeating meetings: which of a series there are, and what a change of one does to the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from msgspec import structs

from signaling import logs
from signaling.meetings import Meetings
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.schedule.fitting import fitted
from signaling.schedule.protocol import (
    MeetingDraft,
    PlanChange,
    PlanLine,
    Scope,
    State,
    StateChange,
)
from signaling.schedule.recasting import Member, recast
from signaling.schedule.recurrence import FARTHEST, local
from signaling.store.plan_rows import course_of
from signaling.store.schedule import Kept, ScheduleStore
from signaling.store.schedule_models import Series
from signaling.store.series import SeriesStore

log = logs.logger(__name__)

NEAR = timedelta(days=14)
"""How long before its start a meeting of a series becomes one of its own, with papers and links."""


class Run(NamedTuple):
    """A series, what new meetings of it are copies of, and those that are there."""

    series: Series
    template: MeetingDraft
    members: list[Kept]

    @property
    def sequence(self) -> int:
        """A number that grows with each change of the series or one of its meetings."""
        return self.series.version + sum(one.version - 1 for one in self.members)

    @property
    def state(self) -> State:
        """How its meetings come near: as drafts, until its first was announced."""
        first = [one for one in self.members if one.meeting == self.series.template_id]
        return "draft" if first and first[0].state == "draft" else "announced"


class Repeating:
    """The series of meetings."""

    def __init__(
        self,
        store: SeriesStore,
        plans: ScheduleStore,
        meetings: Meetings,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._plans = plans
        self._meetings = meetings
        self._clock = clock

    async def come_near(self) -> None:
        """Make meetings of their own of what series have within the next days.

        Of each the next one at least: the others are changed there.
        """
        now = self._clock()
        for series in await self._store.all():
            near = await self._missing(series, now, now + NEAR)
            if not near and await self._store.nearest(series.id, now) is None:
                near = (await self._missing(series, now, now + FARTHEST))[:1]
            for starts in near:
                await self._occur(series, starts, now)

    async def coming(self, since: datetime, until: datetime) -> list[PlanLine]:
        """Return the meetings of a time that are yet to come near."""
        now = self._clock()
        found: list[PlanLine] = []
        for series in await self._store.all():
            missing = await self._missing(series, max(since, now), until)
            if missing:
                draft = await self._store.template(series)
                nearest = await self._store.nearest(series.id, now) or series.template_id
                found += [_line(series, draft, starts, nearest) for starts in missing]
        return found

    async def reached(self, kept: Kept, scope: Scope) -> list[Kept]:
        """Return the meetings of a series that a change of one is about, by their days.

        None that were held or run, but the one that is named at any rate.
        """
        if scope == "one" and kept.series != kept.meeting:
            return [kept]
        now = self._clock()
        since = now if scope == "all" else kept.draft.starts
        return [
            one
            for one in await self._store.made(kept.series)
            if one.meeting == kept.meeting
            or (
                one.draft.starts >= since
                and one.state != "held"
                and not self._meetings.runs(one.meeting)
            )
        ]

    async def chain(self, series: str) -> list[Run]:
        """Return a series and those that it was split into, or from, in their order."""
        all_of_them = await self._store.all()
        mine = {series}
        for _ in all_of_them:
            mine |= {one.follows for one in all_of_them if one.id in mine and one.follows}
            mine |= {one.id for one in all_of_them if one.follows in mine}
        return [
            Run(one, await self._store.template(one), await self._store.made(one.id))
            for one in sorted(all_of_them, key=lambda it: it.starts_at)
            if one.id in mine
        ]

    async def recast(self, kept: Kept, wanted: MeetingDraft, change: PlanChange) -> None:
        """Change a meeting, and others of its series as it. Raises ProblemError: plan_changed."""
        series = await self._store.find(kept.series)
        reached = [
            one
            for one in await self.reached(kept, change.scope)
            if change.scope == "all" or one.occurrence >= kept.occurrence
        ]
        if series is None:
            raise ProblemError(Code.PLAN_CHANGED)
        template = await self._store.template(series)
        new = recast(course_of(series), template, kept, wanted, reached)
        tree = await self._plans.tree()
        members = tuple(
            Member(one.meeting, fitted(one.draft, tree), one.day) for one in new.members
        )
        new = replace(new, members=members)
        now = self._clock()
        if not await self._store.recast(kept.meeting, change.version, series.id, new, now):
            raise ProblemError(Code.PLAN_CHANGED)
        log.info("series changed", series=series.id, meeting=kept.meeting, scope=change.scope)
        before = {one.meeting: one.draft for one in reached}
        for member in new.members:
            agenda = member.draft.agenda != before[member.meeting].agenda
            await self._meetings.replanned(member.meeting, agenda=agenda)
        for meeting in new.dropped:
            await self._meetings.replanned(meeting)

    async def end(self, kept: Kept, change: StateChange) -> None:
        """Have a series end before a meeting of it, or now; or go on after all."""
        series = await self._store.find(kept.series)
        if series is None:
            return
        if change.state != "cancelled":
            await self._store.end(series.id, None)
            return
        at = self._clock()
        if change.scope == "following":
            at = course_of(series).slot(date.fromisoformat(kept.occurrence))
        await self._store.end(series.id, at)
        log.info("series ended", series=series.id, at=at.isoformat())

    async def forgotten(self, kept: Kept) -> None:
        """A draft was removed: no other takes its place."""
        if kept.series:
            await self._store.skip(kept.series, kept.occurrence)

    async def _missing(self, series: Series, since: datetime, until: datetime) -> list[datetime]:
        """Return when a series has meetings that are not there yet."""
        made = await self._store.days(series.id)
        return [
            starts
            for starts in course_of(series).between(since, until)
            if local(starts).date().isoformat() not in made
        ]

    async def _occur(self, series: Series, starts: datetime, now: datetime) -> None:
        first = await self._plans.find(series.template_id)
        template = await self._store.template(series)
        draft = structs.replace(template, starts=starts, repeat=None)
        draft = fitted(draft, await self._plans.tree())
        state: State = "draft" if first is None or first.state == "draft" else "announced"
        meeting = await self._store.occur(series, draft, now, state)
        if meeting is not None:
            log.info("meeting of a series comes near", meeting=meeting, series=series.id)


def _line(series: Series, draft: MeetingDraft, starts: datetime, nearest: str) -> PlanLine:
    return PlanLine(
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
        nearest=nearest,
    )
