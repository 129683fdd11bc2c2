"""The audit log: lines are added and read; the database refuses to change them."""

from collections.abc import Sequence

from sqlalchemy import select

from signaling.store.account_models import AuditRow
from signaling.store.database import Database


class AuditLog:
    """Adds and reads lines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, line: AuditRow) -> None:
        """Keep a line of its own; changes of accounts keep theirs in one transaction with them."""
        async with self._database.session() as session:
            session.add(line)

    async def page(
        self, *, before: int | None, account: str | None, count: int
    ) -> Sequence[AuditRow]:
        """Return the newest lines, newest first: those older than line `before`, of one account."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(count)
        if before is not None:
            query = query.where(AuditRow.id < before)
        if account:
            query = query.where(AuditRow.account == account)
        async with self._database.session() as session:
            return (await session.scalars(query)).all()
