"""Models and migrations build the same tables, and every migration can be undone."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from signaling.store import account_models
from signaling.store.database import Database, downgrade, sqlite_url, upgrade
from signaling.store.models import Base

assert account_models.UserRow.metadata is Base.metadata


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_models_and_migrations_agree(database: Database) -> None:
    await database.migrate()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_missing_column_would_be_noticed(database: Database) -> None:
    await database.migrate()
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE units DROP COLUMN name"))
        assert await connection.run_sync(differences) != []


async def test_down_and_up_again(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(tables) == set(Base.metadata.tables)
        await connection.run_sync(downgrade, "base")
        assert await connection.run_sync(tables) == set()
        await connection.run_sync(upgrade)
        assert await connection.run_sync(tables) == set(Base.metadata.tables)


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    await database.migrate()
    await database.migrate()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_sqlite_is_opened_with_wal_and_checks_keys(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1


async def test_of_many_who_start_at_once_one_migrates(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    databases = [Database(sqlite_url(folder)) for _ in range(8)]
    await asyncio.gather(*(database.migrate() for database in databases))
    for database in databases:
        await database.close()


async def test_a_migration_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(connection: Connection) -> None:
        upgrade(connection)
        raise RuntimeError("power cut")

    monkeypatch.setattr("signaling.store.database.upgrade", half)
    fresh = Database(f"{sqlite_url(tmp_path)}.fresh")
    with pytest.raises(RuntimeError):
        await fresh.migrate()
    async with fresh.engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    await fresh.close()
