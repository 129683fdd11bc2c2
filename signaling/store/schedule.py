"""The tables of meetings before they begin. What may be planned, `schedule.planning` says."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.schedule.protocol import (
    AgendaLine,
    InvitedPoint,
    MeetingDraft,
    Part,
    Person,
    PlanLine,
    Repeat,
    State,
)
from signaling.schedule.recurrence import local
from signaling.schedule.seating import PointAt, Tree, UnitAt
from signaling.store.account_models import UserRow
from signaling.store.database import Database
from signaling.store.models import Invitation, Meeting, Point, Unit
from signaling.store.schedule_models import AgendaRow, PersonRow, PlanRow, Series


class Kept:
    """A plan as it is kept: the draft, and what the server knows besides."""

    __slots__ = ("draft", "meeting", "series", "state", "version")

    def __init__(self, row: PlanRow, draft: MeetingDraft) -> None:
        self.meeting = row.meeting_id
        self.state: State = row.state
        self.version = row.version
        self.series = row.series_id or ""
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
            return None if row is None else Kept(row, await _draft(session, row))

    async def add(self, meeting: str, draft: MeetingDraft, now: datetime) -> None:
        """Keep a new meeting; `draft.points` are all points, in order."""
        async with self._database.session() as session:
            await _add(session, meeting, draft, now, "draft")
            if draft.repeat is not None:
                await _repeat(session, meeting, draft)

    async def occur(
        self, meeting: str, draft: MeetingDraft, now: datetime, *, series: str, state: State
    ) -> bool:
        """Keep one meeting of a series; False if there is one of that name already."""
        async with self._database.session() as session:
            if await session.get(Meeting, meeting) is not None:
                return False
            row = await _add(session, meeting, draft, now, state)
            row.series_id = series
            row.occurrence = local(draft.starts).date().isoformat()
        return True

    async def replace(self, meeting: str, draft: MeetingDraft, version: int, now: datetime) -> bool:
        """Keep a plan in place of the one of that version; False if it was another."""
        async with self._database.session() as session:
            changed = await session.scalar(
                update(PlanRow)
                .where(PlanRow.meeting_id == meeting, PlanRow.version == version)
                .values(version=version + 1, changed_at=now, **_columns(draft))
                .returning(PlanRow.meeting_id)
            )
            if changed is None:
                return False
            await session.execute(
                update(Meeting).where(Meeting.id == meeting).values(title=draft.title)
            )
            await _clear(session, meeting)
            _fill(session, meeting, draft)
            await _repeat(session, meeting, draft)
        return True

    async def set_state(self, meeting: str, state: State, now: datetime) -> None:
        """Keep another state, which is a new version of the plan."""
        async with self._database.session() as session:
            await session.execute(
                update(PlanRow)
                .where(PlanRow.meeting_id == meeting, PlanRow.state != state)
                .values(state=state, version=PlanRow.version + 1, changed_at=now)
            )

    async def drafts(self, series: str) -> Sequence[str]:
        """Return the meetings of a series that nobody was told of."""
        async with self._database.session() as session:
            rows = await session.scalars(
                select(PlanRow.meeting_id).where(
                    PlanRow.series_id == series, PlanRow.state == "draft"
                )
            )
            return list(rows)

    async def remove(self, meeting: str) -> bool:
        """Forget a meeting and the series that it began.

        False if it has left traces, such as a log or papers: those are never forgotten with it.
        """
        try:
            async with self._database.session() as session:
                await _clear(session, meeting)
                mine = select(Series.id).where(Series.template_id == meeting).scalar_subquery()
                await session.execute(
                    update(PlanRow).where(PlanRow.series_id == mine).values(series_id=None)
                )
                await session.execute(delete(Series).where(Series.template_id == meeting))
                await session.execute(delete(PlanRow).where(PlanRow.meeting_id == meeting))
                await session.execute(delete(Meeting).where(Meeting.id == meeting))
        except IntegrityError:
            return False
        return True

    async def series(self) -> Sequence[Series]:
        """Return all series."""
        async with self._database.session() as session:
            return list(await session.scalars(select(Series)))

    async def occurred(self, series: str) -> set[str]:
        """Return the days of a series for which there is a meeting already."""
        async with self._database.session() as session:
            rows = await session.scalars(
                select(PlanRow.occurrence).where(PlanRow.series_id == series)
            )
            return set(rows)

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


async def _add(
    session: AsyncSession, meeting: str, draft: MeetingDraft, now: datetime, state: State
) -> PlanRow:
    session.add(Meeting(id=meeting, title=draft.title, open=False, created_at=now))
    # No relationship says so, but the rows below refer to this one.
    await session.flush()
    row = PlanRow(meeting_id=meeting, state=state, version=1, changed_at=now, **_columns(draft))
    row.occurrence = ""
    session.add(row)
    _fill(session, meeting, draft)
    return row


def _columns(draft: MeetingDraft) -> dict[str, object]:
    return {
        "host_id": draft.host or None,
        "starts_at": draft.starts,
        "minutes": draft.minutes,
        "notes": draft.notes,
        "mode": draft.mode,
        "chair_id": draft.chair or None,
        "lobby": draft.lobby,
        "muted": draft.muted,
        "camera": draft.camera,
        "limit": draft.limit,
        "quorum": draft.quorum,
        "seating": draft.seating,
        "units": "\n".join(draft.units),
    }


def _fill(session: AsyncSession, meeting: str, draft: MeetingDraft) -> None:
    session.add_all(
        Invitation(
            meeting_id=meeting,
            point_id=one.point,
            order=order,
            delegates=one.delegates,
            room=one.room,
        )
        for order, one in enumerate(draft.points)
    )
    session.add_all(
        AgendaRow(
            meeting_id=meeting,
            id=one.id,
            order=order,
            title=one.title,
            minutes=one.minutes,
            speaker=one.speaker,
            unit=one.unit,
        )
        for order, one in enumerate(draft.agenda)
    )
    session.add_all(
        PersonRow(meeting_id=meeting, account=one.account, part=one.part) for one in draft.people
    )


async def _clear(session: AsyncSession, meeting: str) -> None:
    for table in (Invitation, AgendaRow, PersonRow):
        await session.execute(delete(table).where(table.meeting_id == meeting))


async def _repeat(session: AsyncSession, meeting: str, draft: MeetingDraft) -> None:
    """Keep the rule of a meeting that others are copies of; None ends it."""
    await session.flush()
    series = await session.scalar(select(Series).where(Series.template_id == meeting))
    if draft.repeat is None:
        if series is not None:
            await session.execute(
                update(PlanRow).where(PlanRow.series_id == series.id).values(series_id=None)
            )
            await session.delete(series)
        return
    if series is None:
        series = Series(id=meeting, template_id=meeting)
        session.add(series)
    series.rule = draft.repeat.rule
    series.starts_at = draft.starts
    series.without = " ".join(day.isoformat() for day in sorted(draft.repeat.without))


async def _draft(session: AsyncSession, row: PlanRow) -> MeetingDraft:
    meeting = row.meeting_id
    title = await session.scalar(select(Meeting.title).where(Meeting.id == meeting))
    invited = await session.scalars(
        select(Invitation)
        .where(Invitation.meeting_id == meeting)
        .order_by(Invitation.order, Invitation.point_id)
    )
    people = await session.scalars(
        select(PersonRow)
        .where(PersonRow.meeting_id == meeting)
        .order_by(PersonRow.part, PersonRow.account)
    )
    series = await session.scalar(select(Series).where(Series.template_id == meeting))
    return MeetingDraft(
        title=title or "",
        starts=row.starts_at,
        minutes=row.minutes,
        host=row.host_id or "",
        notes=row.notes,
        mode=row.mode,
        chair=row.chair_id or "",
        lobby=row.lobby,
        muted=row.muted,
        camera=row.camera,
        limit=row.limit,
        quorum=row.quorum,
        seating=row.seating,
        points=tuple(
            InvitedPoint(point=one.point_id, delegates=one.delegates, room=one.room)
            for one in invited
        ),
        units=tuple(row.units.split("\n")) if row.units else (),
        agenda=tuple(line(one) for one in await agenda(session, meeting)),
        people=tuple(Person(account=one.account, part=one.part) for one in people),
        repeat=None if series is None else repeat_of(series),
    )


async def agenda(session: AsyncSession, meeting: str) -> Sequence[AgendaRow]:
    """Return the items of a plan's agenda, in order."""
    return list(
        await session.scalars(
            select(AgendaRow).where(AgendaRow.meeting_id == meeting).order_by(AgendaRow.order)
        )
    )


def line(row: AgendaRow) -> AgendaLine:
    """Return an item as the plan has it."""
    return AgendaLine(
        id=row.id, title=row.title, minutes=row.minutes, speaker=row.speaker, unit=row.unit
    )


def repeat_of(series: Series) -> Repeat:
    """Return how a series repeats."""
    without = tuple(date.fromisoformat(day) for day in series.without.split())
    return Repeat(rule=series.rule, without=without)
