"""A migrated database in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signaling.store.database import Database, sqlite_url
from tests.signaling.accounts import Browser, browser
from tests.signaling.server import Server, serving


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(tmp_path))
    await database.migrate()
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
