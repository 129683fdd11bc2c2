"""Inserts that leave alone what is there already, in the words of both databases."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from signaling.store.models import Base

Insert = postgresql.Insert | sqlite.Insert


def insert_into(session: AsyncSession, table: type[Base]) -> Insert:
    """Return an INSERT that knows ON CONFLICT: both do, but SQLAlchemy has no name for that."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


async def insert_missing(session: AsyncSession, table: type[Base], rows: Iterable[Base]) -> int:
    """Insert rows; those whose key is there already stay as they are, whoever made them.

    Returns how many are new.
    """
    columns = table.__table__.columns
    new = 0
    for row in rows:
        given = {column.key: getattr(row, column.key) for column in columns}
        values: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        statement = insert_into(session, table).values(values).on_conflict_do_nothing()
        done = await session.execute(statement.returning(*inspect(table).primary_key))
        new += len(done.all())
    return new
