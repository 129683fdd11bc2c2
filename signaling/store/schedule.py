"""The tables of meetings before they begin. What may be planned, `schedule.planning` says."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from signaling.schedule.protocol import (
    MeetingDraft,
    Part,
    PlanLine,
    State,
)
from signaling.schedule.seating import PointAt, Tree, UnitAt
from signaling.store import plan_rows
from signaling.store.account_models import UserRow
from signaling.store.database import Database
from signaling.store.models import Invitation, Meeting, Point, Unit
from signaling.store.schedule_models import PersonRow, PlanRow, Series


class Kept:
    """A plan as it is kept: the draft, and what the server knows besides."""

    __slots__ = ("draft", "meeting", "occurrence", "series", "state", "version")

    def __init__(self, row: PlanRow, draft: MeetingDraft) -> None:
        self.meeting = row.meeting_id
        self.state: State = row.state
        self.version = row.version
        # The first of a series gives it its name.
        self.series = row.series_id or ""
        self.occurrence = row.occurrence
        self.draft = draft


class ScheduleStore:
    """The plans, the series and the tree of units."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tree(self) -> Tree:
        """Return all units and points."""
        async with self._database.session() as session:
            units = await session.scalars(select(Unit))
            points = await session.scalars(select(Point))
            return Tree(
                {u.id: UnitAt(u.id, u.parent_id, u.level, u.order, u.name) for u in units},
                {p.id: _point(p) for p in points},
            )

    async def find(self, meeting: str) -> Kept | None:
        """Return a plan; None if there is no such meeting, or it was never planned."""
        async with self._database.session() as session:
            row = await session.get(PlanRow, meeting)
            return None if row is None else Kept(row, await plan_rows.draft_of(session, row))

    async def add(self, meeting: str, draft: MeetingDraft, now: datetime) -> None:
        """Keep a new meeting; `draft.points` are all points, in order."""
        async with self._database.session() as session:
            await plan_rows.add(session, meeting, draft, now, "draft")
            await plan_rows.begin(session, meeting, draft)

    async def replace(self, meeting: str, draft: MeetingDraft, version: int, now: datetime) -> bool:
        """Keep a plan in place of the one of that version; False if it was another."""
        async with self._database.session() as session:
            if not await plan_rows.take(session, meeting, version):
                return False
            row = await session.get_one(PlanRow, meeting)
            series = await session.get(Series, row.series_id) if row.series_id else None
            if series is not None:
                # The others are no longer copies of this one.
                series.plan = plan_rows.written(await plan_rows.template(session, series))
            await plan_rows.put(session, meeting, draft, now)
            if series is None:
                await plan_rows.begin(session, meeting, draft)
        return True

    async def set_state(self, meeting: str, state: State, now: datetime) -> None:
        """Keep another state, which is a new version of the plan."""
        async with self._database.session() as session:
            await session.execute(
                update(PlanRow)
                .where(PlanRow.meeting_id == meeting, PlanRow.state != state)
                .values(state=state, version=PlanRow.version + 1, changed_at=now)
            )

    async def remove(self, meeting: str) -> bool:
        """Forget a meeting and the series that it began.

        False if it has left traces, such as a log or papers: those are never forgotten with it.
        """
        try:
            async with self._database.session() as session:
                await plan_rows.clear(session, meeting)
                mine = select(Series.id).where(Series.template_id == meeting).scalar_subquery()
                await session.execute(
                    update(PlanRow)
                    .where(PlanRow.series_id == mine)
                    .values(series_id=None, occurrence="")
                )
                await session.execute(
                    update(Series).where(Series.follows == mine).values(follows="")
                )
                await session.execute(delete(Series).where(Series.template_id == meeting))
                await session.execute(delete(PlanRow).where(PlanRow.meeting_id == meeting))
                await session.execute(delete(Meeting).where(Meeting.id == meeting))
        except IntegrityError:
            return False
        return True

    async def between(self, since: datetime, until: datetime) -> list[PlanLine]:
        """Return the meetings that begin from `since` until before `until`, by their start."""
        async with self._database.session() as session:
            rows = await session.execute(
                select(PlanRow, Meeting.title, Unit.name)
                .join(Meeting, Meeting.id == PlanRow.meeting_id)
                .outerjoin(Unit, Unit.id == PlanRow.host_id)
                .where(PlanRow.starts_at >= since, PlanRow.starts_at < until)
                .order_by(PlanRow.starts_at, PlanRow.meeting_id)
            )
            counts = await session.execute(
                select(Invitation.meeting_id, func.count()).group_by(Invitation.meeting_id)
            )
            invited = {row[0]: row[1] for row in counts}
            return [_line(row, title, host, invited) for row, title, host in rows]

    async def invited(self) -> dict[str, frozenset[str]]:
        """Return the units whose points are invited, by meeting."""
        async with self._database.session() as session:
            rows = await session.execute(
                select(Invitation.meeting_id, Point.unit_id)
                .join(Point, Point.id == Invitation.point_id)
                .where(Point.unit_id.is_not(None))
                .distinct()
            )
            units: dict[str, set[str]] = {}
            for row in rows:
                units.setdefault(row.meeting_id, set()).add(row.unit_id)
            return {meeting: frozenset(found) for meeting, found in units.items()}

    async def standing(self, meeting: str, account: str) -> tuple[str, list[Part]]:
        """Return the unit that holds a meeting ("" is none), and what parts somebody has in it."""
        async with self._database.session() as session:
            host = await session.scalar(
                select(PlanRow.host_id).where(PlanRow.meeting_id == meeting)
            )
            parts = await session.scalars(
                select(PersonRow.part).where(
                    PersonRow.meeting_id == meeting, PersonRow.account == account
                )
            )
            return host or "", list(parts)

    async def accounts(self, names: set[str]) -> set[str]:
        """Return those of some names that are of accounts."""
        if not names:
            return set()
        async with self._database.session() as session:
            return set(await session.scalars(select(UserRow.name).where(UserRow.name.in_(names))))

    async def parts(self, account: str) -> dict[str, str]:
        """Return the meetings in which somebody has a part, and which."""
        async with self._database.session() as session:
            rows = await session.execute(
                select(PersonRow.meeting_id, PersonRow.part)
                .where(PersonRow.account == account)
                # Of several parts in one meeting the last in this order counts: the secretary's.
                .order_by(PersonRow.part)
            )
            return {row.meeting_id: row.part for row in rows}


def _point(row: Point) -> PointAt:
    return PointAt(
        id=row.id,
        unit=row.unit_id,
        order=row.order,
        name=row.name,
        delegates=row.delegates,
        room=row.room,
        retired=row.retired,
    )


def _line(row: PlanRow, title: str, host: str | None, invited: dict[str, int]) -> PlanLine:
    return PlanLine(
        id=row.meeting_id,
        title=title,
        starts=row.starts_at,
        minutes=row.minutes,
        state=row.state,
        mode=row.mode,
        host=row.host_id or "",
        host_name=host or "",
        series=row.series_id or "",
        points=invited.get(row.meeting_id, 0),
    )
