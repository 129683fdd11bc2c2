"""The tree of units as it is kept: read as a whole, for it is small, and changed row by row."""

from collections import Counter

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.directory.fold import fold
from signaling.directory.tree import Node, Tree
from signaling.store.database import Database
from signaling.store.models import Point, Unit, searched


class UnitBusyError(Exception):
    """A unit with units or points that are not retired cannot be retired."""


class Units:
    """Asks and changes the table of units."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tree(self) -> Tree:
        """Return every unit, the retired ones too."""
        async with self._database.session() as session:
            return await tree(session)

    async def retired(self) -> frozenset[str]:
        """Return the units that are retired."""
        async with self._database.session() as session:
            return frozenset(await session.scalars(select(Unit.id).where(Unit.retired)))

    async def points(self) -> Counter[str]:
        """Return how many points each unit has itself."""
        query = (
            select(Point.unit_id, func.count())
            .where(~Point.retired, Point.unit_id.is_not(None))
            .group_by(Point.unit_id)
        )
        async with self._database.session() as session:
            rows = await session.execute(query)
            return Counter({str(unit): count for unit, count in rows})

    async def add(self, unit: str, parent: str | None, name: str, order: int) -> None:
        """Add a unit; IntegrityError if there is one of that id, or no such parent."""
        async with self._database.session() as session:
            level = 1
            if parent is not None:
                level = (await session.get_one(Unit, parent)).level + 1
            session.add(Unit(id=unit, parent_id=parent, level=level, name=name, order=order))

    async def change(self, unit: str, *, name: str, order: int, parent: str | None) -> bool:
        """Call, arrange and move a unit; False if it would stand below itself."""
        async with self._database.session() as session:
            await hold(session)
            row = await session.get_one(Unit, unit)
            whole = await tree(session)
            if not whole.may_move(unit, parent):
                return False
            row.order = order
            rename(row, name)
            if row.parent_id != parent:
                row.parent_id = parent
                await session.flush()
                await relevel(session)
        return True

    async def retire(self, unit: str, retired: bool) -> None:
        """Retire a unit, or take it back. Raises UnitBusyError."""
        async with self._database.session() as session:
            if retired:
                units = select(Unit.id).where(Unit.parent_id == unit, ~Unit.retired)
                points = select(Point.id).where(Point.unit_id == unit, ~Point.retired)
                if await session.scalar(units.limit(1)) or await session.scalar(points.limit(1)):
                    raise UnitBusyError
            (await session.get_one(Unit, unit)).retired = retired


async def hold(session: AsyncSession) -> None:
    """Keep others from changing the tree until the transaction ends.

    Of two moves at once each could be right and both together a cycle. A write that changes
    nothing makes the second wait, with every database; what is read afterwards is the newest.
    """
    await session.execute(update(Unit).values(level=Unit.level))


async def tree(session: AsyncSession) -> Tree:
    """Return every unit, as the session's transaction sees them."""
    columns = (Unit.id, Unit.parent_id, Unit.order, Unit.name)
    rows = await session.execute(select(*columns))
    return Tree(
        Node(id=one.id, parent=one.parent_id, order=one.order, name=one.name) for one in rows
    )


def rename(row: Unit, name: str) -> None:
    """Call a unit something else, and let it be found by that."""
    row.name = name
    row.searched = searched(row.id, name)
    row.folded = fold(row.searched)


async def relevel(session: AsyncSession) -> None:
    """Count the levels anew after units were added or moved."""
    whole = await tree(session)
    counted = [{"id": unit, "level": whole.level(unit)} for unit in whole.nodes]
    if counted:
        await session.execute(update(Unit), counted)
