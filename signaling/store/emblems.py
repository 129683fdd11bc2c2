"""Emblems of units: small pictures, kept in the database so that every server has them."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from mcu.messages import Emblems as Shown
from signaling.store.database import Database
from signaling.store.models import EmblemRow, Invitation, Point
from signaling.store.schedule_models import PlanRow
from signaling.store.units import tree

DIGITS = 16
"""Letters of an emblem's digest: another picture has another address."""


class Emblems:
    """Asks and changes the table of emblems. Pictures are PNG files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, unit: str, picture: bytes) -> None:
        """Give a unit an emblem, in place of the one before."""
        digest = hashlib.sha256(picture).hexdigest()[:DIGITS]
        async with self._database.session() as session:
            await session.merge(EmblemRow(unit_id=unit, digest=digest, picture=picture))

    async def remove(self, unit: str) -> None:
        """Take a unit's emblem away; one that it has not does no harm."""
        async with self._database.session() as session:
            await session.execute(delete(EmblemRow).where(EmblemRow.unit_id == unit))

    async def of_unit(self, unit: str) -> bytes:
        """Return a unit's own emblem; nothing where it has none."""
        query = select(EmblemRow.picture).where(EmblemRow.unit_id == unit)
        async with self._database.session() as session:
            return await session.scalar(query) or b""

    async def digests(self) -> Mapping[str, str]:
        """Return the digests of all emblems by their units."""
        async with self._database.session() as session:
            rows = await session.execute(select(EmblemRow.unit_id, EmblemRow.digest))
            return {row.unit_id: row.digest for row in rows}

    async def of_meeting(self, meeting: str) -> Shown:
        """Return what is shown in a meeting; nothing where its plan wants none.

        Before its title is the emblem of the unit that holds it, or of the nearest above; a meeting
        that no unit holds is that of the root, where there is only one. Points have that of their
        own unit alone: a district's at all its communes would tell none from another.
        """
        async with self._database.session() as session:
            plan = await session.get(PlanRow, meeting)
            owners = set(await session.scalars(select(EmblemRow.unit_id)))
            if not owners or (plan is not None and not plan.emblem):
                return Shown()
            title = await _held_by(session, plan, owners)
            rows = await session.execute(
                select(Point.id, Point.unit_id)
                .join(Invitation, Invitation.point_id == Point.id)
                .where(Invitation.meeting_id == meeting, Point.unit_id.in_(owners))
            )
            points = {row.id: str(row.unit_id) for row in rows}
            named = {*points.values(), *([title] if title else [])}
            kept = await session.scalars(select(EmblemRow).where(EmblemRow.unit_id.in_(named)))
            by_unit = {row.unit_id: row for row in kept}
            return Shown(
                title=by_unit[title].digest if title in by_unit else "",
                members={
                    point: by_unit[unit].digest
                    for point, unit in points.items()
                    if unit in by_unit  # else it was taken away this moment
                },
                pictures={row.digest: row.picture for row in by_unit.values()},
            )


async def _held_by(session: AsyncSession, plan: PlanRow | None, owners: set[str]) -> str | None:
    """Return the unit whose emblem is before the title."""
    whole = await tree(session)
    roots = whole.children(None)
    alone = roots[0] if len(roots) == 1 else None
    host = plan.host_id if plan is not None and plan.host_id else alone
    return next((one for one in (whole.lineage(host) if host else ()) if one in owners), None)
