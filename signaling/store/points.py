"""Points as people look for them and change them."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from signaling.directory.fold import fold, lowered
from signaling.store.database import Database
from signaling.store.models import JoinKey, Point, Unit, searched


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which points are looked for. `units` None is everywhere, those without a unit included."""

    query: str = ""
    units: frozenset[str] | None = None
    retired: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A point with the name of its unit and the number of its keys that work."""

    point: Point
    unit_name: str
    keys: int


class Points:
    """Asks and changes the table of points."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, wanted: Wanted, *, limit: int, offset: int) -> tuple[list[Found], int]:
        """Return points in the order of their units, and how many there are in all."""
        where = _where(wanted)
        counted = select(func.count(Point.id)).outerjoin(Unit, Point.unit_id == Unit.id)
        async with self._database.session() as session:
            total = await session.scalar(counted.where(where)) or 0
            ranked = (
                _query()
                .where(where)
                .order_by(Unit.level, Unit.order, Unit.name, Point.order, Point.name, Point.id)
            )
            rows = await session.execute(ranked.limit(limit).offset(offset))
            return [_found(row) for row in rows], total

    async def get(self, point: str) -> Found | None:
        """Return one point."""
        async with self._database.session() as session:
            row = (await session.execute(_query().where(Point.id == point))).first()
            return None if row is None else _found(row)

    async def add(self, point: str, values: Mapping[str, Any]) -> None:
        """Add a point; IntegrityError if there is one of that id, or no such unit."""
        async with self._database.session() as session:
            session.add(Point(id=point, **values))

    async def change(self, point: str, values: Mapping[str, Any]) -> None:
        """Change what is named."""
        async with self._database.session() as session:
            change(await session.get_one(Point, point), values)


def change(row: Point, values: Mapping[str, Any]) -> None:
    """Change what is named of a row, and let it be found by that."""
    for name, value in values.items():
        setattr(row, name, value)
    row.searched = searched(row.id, row.name, row.short_name)
    row.folded = fold(row.searched)


def _query() -> Select[Point, str, int]:
    keys = (
        select(func.count(JoinKey.id))
        .where(JoinKey.point_id == Point.id, JoinKey.revoked_at.is_(None))
        .correlate(Point)
        .scalar_subquery()
    )
    return select(Point, func.coalesce(Unit.name, ""), keys).outerjoin(
        Unit, Point.unit_id == Unit.id
    )


def _found(row: Row[Point, str, int]) -> Found:
    point, unit_name, keys = row
    return Found(point=point, unit_name=unit_name, keys=keys)


def _where(wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition. Each word is in the point or in its unit, in any order.

    A word with diacritics asks for them, as in `web/src/fold.ts`: "bàn" does not find "bản".
    """
    conditions: list[ColumnElement[bool]] = [Point.retired == wanted.retired]
    if wanted.units is not None:
        conditions.append(Point.unit_id.in_(wanted.units))
    for word in lowered(wanted.query).split()[:10]:
        plain = word == fold(word)
        of_point, of_unit = (
            (Point.folded, Unit.folded) if plain else (Point.searched, Unit.searched)
        )
        conditions.append(
            or_(of_point.contains(word, autoescape=True), of_unit.contains(word, autoescape=True))
        )
    return and_(*conditions)
