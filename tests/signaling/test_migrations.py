"""Models and migrations build the same tables, and every migration can be undone."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from signaling.store.database import Database, downgrade, upgrade
from signaling.store.models import Base


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


async def test_sqlite_is_opened_with_wal_and_checks_keys(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
