"""An embedded database as the migrations leave it, without running them for every test."""

from functools import cache
from pathlib import Path

from sqlalchemy import create_engine

from signaling.store.database import sqlite_file, upgrade


def lay_out(directory: Path) -> None:
    """Put a database with all tables and no rows into `directory`, if it has none."""
    path = sqlite_file(directory)
    if not path.exists():
        path.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection)
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.commit()
        content: bytes = driver.serialize()
    engine.dispose()
    return content
