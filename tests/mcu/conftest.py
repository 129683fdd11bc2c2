"""A node with one open conference."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mcu.messages import OpenConference
from mcu.node import Node, NodeConfig
from mcu.record import recorder
from tests.patience import PATIENCE


@pytest.fixture
async def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    # A file that a test looks at is whole once it is stopped, however busy the machine is.
    monkeypatch.setattr(recorder, "STOP_PATIENCE", PATIENCE)
    one = Node(NodeConfig(host="127.0.0.1", recordings=str(tmp_path), max_members=6))
    await one.start()
    await one.open(OpenConference(conference="c", title="Họp thử"))
    try:
        yield one
    finally:
        await one.close()
