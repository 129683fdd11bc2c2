"""Emblems of units: small pictures, kept in the database so that every server has them."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import delete, select

from signaling.store.database import Database
from signaling.store.models import EmblemRow
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

    async def of_meeting(self, meeting: str) -> bytes:
        """Return what is shown in a meeting: the emblem of the unit that holds it, or the nearest
        above. Nothing where there is none, or where the plan wants none.

        A meeting that no unit holds is that of the root, where there is only one.
        """
        async with self._database.session() as session:
            plan = await session.get(PlanRow, meeting)
            if plan is not None and not plan.emblem:
                return b""
            owners = set(await session.scalars(select(EmblemRow.unit_id)))
            if not owners:
                return b""
            whole = await tree(session)
            roots = whole.children(None)
            alone = roots[0] if len(roots) == 1 else None
            host = plan.host_id if plan is not None and plan.host_id else alone
            above = whole.lineage(host) if host else ()
            shown = next((one for one in above if one in owners), None)
            return (await session.get_one(EmblemRow, shown)).picture if shown else b""
