"""A node with one open conference."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mcu.messages import OpenConference
from mcu.node import Node, NodeConfig


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    one = Node(NodeConfig(host="127.0.0.1", recordings=str(tmp_path), max_members=6))
    await one.start()
    await one.open(OpenConference(conference="c", title="Họp thử"))
    try:
        yield one
    finally:
        await one.close()
