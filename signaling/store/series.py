"""The tables of repeating meetings."""

from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import select, update

from signaling.schedule.protocol import MeetingDraft, State
from signaling.schedule.recasting import Recast
from signaling.schedule.recurrence import local
from signaling.store import plan_rows
from signaling.store.database import Database
from signaling.store.models import Meeting
from signaling.store.schedule import Kept
from signaling.store.schedule_models import PlanRow, Series

NAMED = 17
"""Characters of a meeting's name that those of its series begin with: its day, and its number."""


class SeriesStore:
    """The series, and which meetings are theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Series]:
        """Return all series."""
        async with self._database.session() as session:
            return list(await session.scalars(select(Series)))

    async def find(self, series: str) -> Series | None:
        """Return a series."""
        async with self._database.session() as session:
            return await session.get(Series, series)

    async def template(self, series: Series) -> MeetingDraft:
        """Return what new meetings of a series are copies of."""
        async with self._database.session() as session:
            return await plan_rows.template(session, series)

    async def made(self, series: str) -> list[Kept]:
        """Return the meetings of a series that are there already, by the days they stand for."""
        async with self._database.session() as session:
            found = await session.scalars(
                select(PlanRow)
                .where(PlanRow.series_id == series)
                .order_by(PlanRow.occurrence, PlanRow.starts_at)
            )
            return [Kept(row, await plan_rows.draft_of(session, row)) for row in found]

    async def days(self, series: str) -> set[str]:
        """Return the days of a series for which there is a meeting already."""
        async with self._database.session() as session:
            rows = await session.scalars(
                select(PlanRow.occurrence).where(PlanRow.series_id == series)
            )
            return set(rows)

    async def nearest(self, series: str, since: datetime) -> str | None:
        """Return the next meeting of a series that may be changed."""
        async with self._database.session() as session:
            return await session.scalar(
                select(PlanRow.meeting_id)
                .where(
                    PlanRow.series_id == series,
                    PlanRow.state.in_(["draft", "announced"]),
                    PlanRow.starts_at >= since,
                )
                .order_by(PlanRow.starts_at)
                .limit(1)
            )

    async def occur(
        self, series: Series, draft: MeetingDraft, now: datetime, state: State
    ) -> str | None:
        """Keep one more meeting of a series and return its id; None if its day has one already."""
        day = local(draft.starts).date()
        async with self._database.session() as session:
            there = select(PlanRow.meeting_id).where(
                PlanRow.series_id == series.id, PlanRow.occurrence == day.isoformat()
            )
            if await session.scalar(there) is not None:
                return None
            meeting = f"{series.id[:NAMED]}-{day:%Y%m%d}"
            if await session.get(Meeting, meeting) is not None:
                # That of this day was moved, or is one of the series that this one was split from.
                meeting = f"{meeting}-{token_hex(2)}"
            row = await plan_rows.add(session, meeting, draft, now, state)
            row.series_id = series.id
            row.occurrence = day.isoformat()
        return meeting

    async def end(self, series: str, at: datetime | None) -> None:
        """Have a series end before a moment, or (None) go on after all."""
        async with self._database.session() as session:
            await session.execute(
                update(Series)
                .where(Series.id == series)
                .values(ends_at=at, version=Series.version + 1)
            )

    async def recast(
        self, meeting: str, version: int, series: str, wanted: Recast, now: datetime
    ) -> bool:
        """Keep a series as it is from one of its meetings on; False if that was another version.

        It is split there, unless it begins with that meeting.
        """
        async with self._database.session() as session:
            if not await plan_rows.take(session, meeting, version):
                return False
            row = await session.get_one(Series, series)
            first = wanted.members[0].meeting
            changed = [one.meeting for one in wanted.members] + list(wanted.dropped)
            if first != row.template_id:
                seen = await session.scalars(
                    select(PlanRow.version).where(PlanRow.meeting_id.in_(changed))
                )
                # What calendars number changes by never becomes less.
                row.version += sum(seen)
                row.rule = wanted.before
                row = Series(id=first, template_id=first, follows=series, version=1)
                session.add(row)
            else:
                row.version += 1
            row.rule = wanted.course.rule
            row.starts_at = wanted.course.starts
            row.without = plan_rows.days(wanted.course.without)
            row.plan = plan_rows.written(wanted.template)
            row.ends_at = None
            await session.flush()
            for one in wanted.members:
                await plan_rows.put(session, one.meeting, one.draft, now)
                await session.execute(
                    update(PlanRow)
                    .where(PlanRow.meeting_id == one.meeting)
                    .values(series_id=row.id, occurrence=one.day.isoformat())
                )
            await session.execute(
                update(PlanRow)
                .where(PlanRow.meeting_id.in_(wanted.dropped))
                .values(
                    series_id=None,
                    occurrence="",
                    state="cancelled",
                    version=PlanRow.version + 1,
                    changed_at=now,
                )
            )
        return True

    async def skip(self, series: str, day: str) -> None:
        """Have no meeting on a day of a series."""
        async with self._database.session() as session:
            row = await session.get(Series, series)
            if row is not None:
                known = [date.fromisoformat(one) for one in row.without.split()]
                row.without = plan_rows.days([*known, date.fromisoformat(day)])
                row.version += 1
