"""Units, points and meetings: who may sit where, and how a place is called."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import structs
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.meeting.place import Place, Plan
from signaling.meeting.terms import AgendaItem
from signaling.schedule.seating import Tree, UnitAt
from signaling.store.database import Database
from signaling.store.missing import insert_missing
from signaling.store.models import Invitation, Meeting, Point, Unit
from signaling.store.schedule_models import AgendaRow, PlanRow


class Directory:
    """Asks and fills the tables of units, points, meetings and invitations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(self, meeting: str) -> Plan | None:
        """Return a meeting with its places; None if there is no such meeting."""
        async with self._database.session() as session:
            found = await session.get(Meeting, meeting)
            if found is None:
                return None
            places = await _places(session, meeting)
            plan = Plan(id=found.id, title=found.title, open=found.open, places=places)
            row = await session.get(PlanRow, meeting)
            return plan if row is None else await _settled(session, plan, row)

    async def place(self, meeting: str, point: str) -> Place | None:
        """Return one place; None if the point is not invited to that meeting."""
        async with self._database.session() as session:
            return next(iter(await _places(session, meeting, point)), None)

    async def open_meetings(self) -> Sequence[tuple[str, str]]:
        """Return (id, title) of the meetings that need no link, oldest first."""
        async with self._database.session() as session:
            rows = await session.execute(
                select(Meeting.id, Meeting.title)
                .where(Meeting.open)
                .order_by(Meeting.created_at, Meeting.id)
            )
            return [(row.id, row.title) for row in rows]

    async def held(self, meeting: str, now: datetime) -> None:
        """Keep that a planned meeting has taken place."""
        async with self._database.session() as session:
            await session.execute(
                update(PlanRow)
                .where(PlanRow.meeting_id == meeting)
                .values(state="held", version=PlanRow.version + 1, changed_at=now)
            )

    async def add_units(self, units: Iterable[Unit]) -> None:
        """Add the units that are missing, parents first."""
        async with self._database.session() as session:
            await insert_missing(session, Unit, units)

    async def add_points(self, points: Iterable[Point]) -> None:
        """Add the points that are missing."""
        async with self._database.session() as session:
            await insert_missing(session, Point, points)

    async def add_meeting(
        self, meeting: str, *, title: str, now: datetime, self_service: bool = False
    ) -> None:
        """Add a meeting if it is missing."""
        row = Meeting(id=meeting, title=title, open=self_service, created_at=now)
        async with self._database.session() as session:
            await insert_missing(session, Meeting, [row])

    async def invite(self, meeting: str, points: Sequence[str]) -> None:
        """Invite points, in this order, behind those who are invited already.

        They come with the delegates and the consent that the directory has of them.
        """
        async with self._database.session() as session:
            last = await session.scalar(
                select(func.max(Invitation.order)).where(Invitation.meeting_id == meeting)
            )
            first = 0 if last is None else last + 1
            listed = await session.scalars(select(Point).where(Point.id.in_(points)))
            known = {point.id: point for point in listed}
            rows = [
                Invitation(
                    meeting_id=meeting,
                    point_id=point,
                    order=first + index,
                    # One that is not there is refused by the database.
                    delegates=known[point].delegates if point in known else 1,
                    room=point in known and known[point].room,
                )
                for index, point in enumerate(points)
            ]
            await insert_missing(session, Invitation, rows)


async def _settled(session: AsyncSession, plan: Plan, row: PlanRow) -> Plan:
    """Return a plan with what was settled before the meeting."""
    rows = await session.scalars(
        select(AgendaRow).where(AgendaRow.meeting_id == plan.id).order_by(AgendaRow.order)
    )
    return structs.replace(
        plan,
        mode=row.mode,
        lobby=row.lobby,
        muted=row.muted,
        camera=row.camera,
        limit=row.limit,
        chair=row.chair_id or "",
        quorum=row.quorum,
        cancelled=row.state == "cancelled",
        starts=row.starts_at,
        agenda=tuple(
            AgendaItem(
                id=one.id,
                title=one.title,
                minutes=one.minutes,
                speaker=one.speaker,
                unit=one.unit,
            )
            for one in rows
        ),
    )


async def _places(
    session: AsyncSession, meeting: str, point: str | None = None
) -> tuple[Place, ...]:
    query = (
        select(Point, Invitation.order, Invitation.delegates, Invitation.room)
        .join(Invitation, Invitation.point_id == Point.id)
        .where(Invitation.meeting_id == meeting)
        .order_by(Invitation.order, Point.id)
    )
    if point is not None:
        query = query.where(Point.id == point)
    rows = (await session.execute(query)).all()
    units = {unit.id: unit for unit in await session.scalars(select(Unit))}
    at = {u.id: UnitAt(u.id, u.parent_id, u.level, u.order, u.name) for u in units.values()}
    ranks = Tree(at, {}).ranked()
    return tuple(
        Place(
            point=row.Point.id,
            name=row.Point.name,
            unit=listed_under(row.Point.unit_id, units),
            order=row.order,
            synthetic=row.Point.synthetic,
            path=path(row.Point.unit_id, units),
            rank=ranks.get(row.Point.unit_id or "", len(ranks)),
            listed=row.Point.order,
            delegates=row.delegates,
            room=row.room,
        )
        for row in rows
    )


def listed_under(unit: str | None, units: dict[str, Unit]) -> str:
    """Return the name of the ancestor below the root, or of the root itself."""
    if unit is None:
        return ""
    current = units[unit]
    while current.parent_id is not None:
        parent = units[current.parent_id]
        if parent.parent_id is None:
            break
        current = parent
    return current.name


def path(unit: str | None, units: dict[str, Unit]) -> tuple[str, ...]:
    """Return the names of a unit and its ancestors, the root first."""
    names: list[str] = []
    while unit is not None:
        names.append(units[unit].name)
        unit = units[unit].parent_id
    return tuple(reversed(names))
