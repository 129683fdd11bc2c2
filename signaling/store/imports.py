"""Imports units and points: planned against what is kept, and written, in one transaction."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.directory.columns import FIELDS, Kind
from signaling.directory.fold import fold
from signaling.directory.importing import (
    Existing,
    Planned,
    Reach,
    Values,
    plan_points,
    plan_units,
)
from signaling.directory.messages import ImportReport, Rejection
from signaling.directory.sheet import Sheet, SheetError
from signaling.store.database import Database
from signaling.store.models import Point, Unit, searched
from signaling.store.units import hold, relevel, tree

Accept = Literal["all", "good"]
"""Whether a file with a row that is refused is refused, or its other rows are taken."""

ATTRIBUTES = {"unit": "unit_id", "parent": "parent_id"}
"""Column of a table → attribute of a row, where they differ."""


class Imports:
    """Brings sheets into the tables of units and points."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(
        self, kind: Kind, sheet: Sheet, *, reach: Reach, accept: Accept = "all", dry: bool = False
    ) -> ImportReport:
        """Import a sheet, or say what that would do."""
        async with self._database.session() as session:
            if kind == "units" and not dry:
                await hold(session)
            try:
                planned = await _plan(session, kind, sheet, reach)
            except SheetError as error:
                return refused(error)
            applied = not dry and (accept == "good" or not planned.rejected)
            if applied:
                await _write(session, kind, planned)
        return ImportReport(
            applied=applied,
            rows=planned.rows,
            added=len(planned.added),
            changed=len(planned.changed),
            unchanged=planned.unchanged,
            columns=planned.columns,
            ignored=planned.ignored,
            rejected=planned.rejected,
        )


def refused(error: SheetError) -> ImportReport:
    """Return the report of a file that is refused as a whole."""
    whole = Rejection(
        row=0, column="", value="", code=error.code, message_vi=error.vi, message_en=error.en
    )
    return ImportReport(
        applied=False,
        rows=0,
        added=0,
        changed=0,
        unchanged=0,
        columns=[],
        ignored=[],
        rejected=[whole],
    )


async def _plan(session: AsyncSession, kind: Kind, sheet: Sheet, reach: Reach) -> Planned:
    whole = await tree(session)
    table = Unit if kind == "units" else Point
    columns = [getattr(table, ATTRIBUTES.get(name, name)).label(name) for name in FIELDS[kind]]
    rows = (await session.execute(select(table.retired, *columns))).all()

    def plan() -> Planned:
        existing = {
            row.id: Existing({name: getattr(row, name) for name in FIELDS[kind]}, row.retired)
            for row in rows
        }
        planner = plan_units if kind == "units" else plan_points
        return planner(sheet, existing, whole, reach)

    # Thousands of rows take a tenth of a second, in which pictures are due.
    return await asyncio.to_thread(plan)


async def _write(session: AsyncSession, kind: Kind, planned: Planned) -> None:
    table = Unit if kind == "units" else Point
    # New rows all name the same columns, so that they are one statement.
    fresh: Values = {"level": 1} if kind == "units" else {}
    added = [fresh | _row(unit, values) for unit, values in planned.added.items()]
    if added:
        await session.execute(insert(table), added)
    if planned.changed:
        names = await _names(session, table, planned.changed)
        # Grouped by what changes: each group is one statement.
        groups: dict[tuple[str, ...], list[Values]] = {}
        for code, values in planned.changed.items():
            row = _row(code, values) | _found_by(code, names[code] | values)
            groups.setdefault(tuple(sorted(row)), []).append(row)
        for rows in groups.values():
            await session.execute(update(table), rows)
    if kind == "units":
        await relevel(session)


def _row(code: str, values: Mapping[str, Any]) -> Values:
    return {"id": code} | {ATTRIBUTES.get(name, name): value for name, value in values.items()}


def _found_by(code: str, names: Mapping[str, Any]) -> Values:
    said = searched(code, names["name"], names.get("short_name", ""))
    return {"searched": said, "folded": fold(said)}


async def _names(
    session: AsyncSession, table: type[Unit] | type[Point], codes: Mapping[str, Values]
) -> dict[str, Values]:
    """Return what the rows that change are called."""
    named = ("name",) if table is Unit else ("name", "short_name")
    columns = [getattr(table, name) for name in named]
    rows = await session.execute(select(table.id, *columns))
    return {row.id: {name: getattr(row, name) for name in named} for row in rows if row.id in codes}
