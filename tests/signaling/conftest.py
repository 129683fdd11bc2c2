"""A migrated database in a folder of its own, and the same tests against a PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signaling.store.database import Database, sqlite_url
from tests.database import lay_out
from tests.postgres import Cluster
from tests.signaling.accounts import Browser, browser
from tests.signaling.server import Server, serving


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a migrated database is, once of each kind."""
    if request.param == "sqlite":
        lay_out(tmp_path)
        return sqlite_url(tmp_path)
    cluster: Cluster = request.getfixturevalue("postgres")
    return await cluster.database()


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    database = Database(address)
    yield database
    await database.close()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
async def visitor(server: Server) -> AsyncIterator[Browser]:
    opened = browser(server)
    yield opened
    await opened.close()


@pytest.fixture
async def other(server: Server) -> AsyncIterator[Browser]:
    opened = browser(server)
    yield opened
    await opened.close()
