"""The leases of meetings: one row for each that some server leads."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from signaling.lease import Mark
from signaling.store.database import Database
from signaling.store.missing import insert_missing
from signaling.store.models import LeaseRow


class Leases:
    """Asks and changes the leases; each change holds only if the lease is as it was seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, Mark]:
        """Return the leases by meeting."""
        async with self._database.session() as session:
            rows = await session.scalars(select(LeaseRow))
            return {row.meeting_id: Mark(row.holder, row.beat) for row in rows}

    async def find(self, meeting: str) -> Mark | None:
        """Return the lease of a meeting; None if nobody leads it."""
        async with self._database.session() as session:
            row = await session.get(LeaseRow, meeting)
            return None if row is None else Mark(row.holder, row.beat)

    async def take(self, meeting: str, holder: str, seen: Mark | None) -> bool:
        """Take a meeting whose lease is as `seen`; False if somebody else was quicker."""
        async with self._database.session() as session:
            if seen is None:
                row = LeaseRow(meeting_id=meeting, holder=holder, beat=0)
                return await insert_missing(session, LeaseRow, [row]) == 1
            changed = await session.scalar(
                update(LeaseRow)
                .where(
                    LeaseRow.meeting_id == meeting,
                    LeaseRow.holder == seen.holder,
                    LeaseRow.beat == seen.beat,
                )
                .values(holder=holder, beat=seen.beat + 1)
                .returning(LeaseRow.meeting_id)
            )
            return changed is not None

    async def beat(self, holder: str, meetings: Collection[str]) -> frozenset[str]:
        """Say that a holder lives; return those of the meetings that it still leads."""
        async with self._database.session() as session:
            rows = await session.scalars(
                update(LeaseRow)
                .where(LeaseRow.holder == holder, LeaseRow.meeting_id.in_(meetings))
                .values(beat=LeaseRow.beat + 1)
                .returning(LeaseRow.meeting_id)
            )
            return frozenset(rows)

    async def release(self, meeting: str, holder: str) -> None:
        """Give a meeting up, unless somebody else leads it by now."""
        async with self._database.session() as session:
            await session.execute(
                delete(LeaseRow).where(LeaseRow.meeting_id == meeting, LeaseRow.holder == holder)
            )
