"""A server of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server import Server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server.in_folder(tmp_path / "server", udp_host="127.0.0.1")
    await server.plan("hop", "Họp thử", {"may-phat": "Máy phát", "diem-khac": "Điểm cầu khác"})
    await server.start()
    yield server
    await server.stop()
