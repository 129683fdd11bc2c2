"""The table of papers."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from signaling.store.database import Database
from signaling.store.schedule_models import AgendaRow, PaperRow


class PaperStore:
    """Keeps what is known of papers; their files are elsewhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, row: PaperRow) -> None:
        """Keep a new paper."""
        async with self._database.session() as session:
            session.add(row)

    async def find(self, paper: str) -> PaperRow | None:
        """Return a paper; None if there is no such one."""
        async with self._database.session() as session:
            return await session.get(PaperRow, paper)

    async def count(self, meeting: str) -> int:
        """Return how many papers a meeting has."""
        async with self._database.session() as session:
            found = await session.scalar(
                select(func.count()).select_from(PaperRow).where(PaperRow.meeting_id == meeting)
            )
            return found or 0

    async def of_meeting(self, meeting: str) -> Sequence[PaperRow]:
        """Return a meeting's papers in the order of the agenda; those of the whole come first."""
        async with self._database.session() as session:
            rows = await session.scalars(
                select(PaperRow)
                .outerjoin(
                    AgendaRow,
                    (AgendaRow.meeting_id == PaperRow.meeting_id) & (AgendaRow.id == PaperRow.item),
                )
                .where(PaperRow.meeting_id == meeting)
                .order_by(func.coalesce(AgendaRow.order, -1), PaperRow.added_at, PaperRow.id)
            )
            return list(rows)

    async def remove(self, meeting: str, paper: str) -> bool:
        """Forget a paper; False if that meeting has no such one."""
        async with self._database.session() as session:
            gone = await session.scalar(
                delete(PaperRow)
                .where(PaperRow.id == paper, PaperRow.meeting_id == meeting)
                .returning(PaperRow.id)
            )
            return gone is not None
