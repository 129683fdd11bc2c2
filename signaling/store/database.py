"""The one engine: where the database is, how it is opened, and its migrations."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_TIMEOUT_S = 5
"""Seconds a writer of SQLite waits for another one, such as `diemcau token --create`."""


MIGRATION_LOCKS = {
    # Python's driver begins no transaction for a change of tables, so that is done by hand.
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(7306085893296906)",
}
"""Dialect → what keeps others from migrating until the transaction ends."""


class Database:
    """An engine with sessions that commit when their block ends well."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writer = _Writer(url) if _is_sqlite(url) else None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Give a session; commit at the end of the block, roll back if it raised."""
        async with self._sessions.begin() as session:
            yield session

    async def write(self, work: Callable[[Session], None]) -> None:
        """Do work in a transaction of its own, which is whole even if nobody waits for it.

        For what people wait for: SQLite does all of it in one call of a thread. Its asynchronous
        driver makes a dozen, and on a busy machine each waits for the thread to be run.
        """
        if self._writer is not None:
            await self._writer.write(work)
            return
        async with self.session() as session:
            await session.run_sync(work)

    async def migrate(self) -> None:
        """Bring the tables to the newest version; of several who start at once, one does it."""
        async with self.engine.begin() as connection:
            await connection.exec_driver_sql(MIGRATION_LOCKS[self.engine.dialect.name])
            await connection.run_sync(upgrade)

    async def ping(self) -> None:
        """Ask the database for an answer; raises what SQLAlchemy raises."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        if self._writer is not None:
            self._writer.close()
        await self.engine.dispose()


class _Writer:
    """One connection to SQLite in a thread of its own, opened with the first that is written."""

    def __init__(self, url: str) -> None:
        engine = create_engine(
            make_url(url).set(drivername="sqlite"), connect_args={"timeout": BUSY_TIMEOUT_S}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        self._engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self._thread = ThreadPoolExecutor(1, "write")

    async def write(self, work: Callable[[Session], None]) -> None:
        """Do work in a transaction."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)

    def _do(self, work: Callable[[Session], None]) -> None:
        with self._sessions.begin() as session:
            work(session)

    def close(self) -> None:
        """Close the connection, after what is being written."""
        self._thread.shutdown()
        self._engine.dispose()


def sqlite_file(directory: Path) -> Path:
    """Return where the embedded database of `directory` is."""
    return directory / "diemcau.sqlite3"


def sqlite_url(directory: Path) -> str:
    """Return the URL of the embedded database in `directory`."""
    return f"sqlite+aiosqlite:///{sqlite_file(directory)}"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` on an open connection."""
    command.upgrade(_alembic(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Undo the migrations down to `revision` on an open connection."""
    command.downgrade(_alembic(connection), revision)


def _alembic(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _engine(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if not _is_sqlite(url):
        return create_async_engine(parsed, pool_pre_ping=True)
    engine = create_async_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Readers beside a writer (WAL), one fsync per checkpoint, and keys that are checked."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
