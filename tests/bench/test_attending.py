"""The control connections of a large meeting's clients."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from signaling.bench import attending
from tests.patience import PATIENCE


async def _listen(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for _ in socket:
        pass
    return socket


class Keeper:
    """Says nothing, and stays."""

    async def say(self, _message: object) -> None:
        """Take a message."""

    async def run(self) -> None:
        """Stay."""
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def _connect(http: aiohttp.ClientSession, url: str, *_: Any) -> AsyncIterator[Keeper]:
    async with http.ws_connect(f"{url}/control"):
        yield Keeper()


async def test_more_than_a_hundred_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attending, "connect", _connect)
    app = web.Application()
    app.router.add_get("/control", _listen)
    players: Any = [SimpleNamespace(obey=None)] * 110
    async with (
        TestServer(app) as served,
        asyncio.timeout(PATIENCE),
        attending.attending(str(served.make_url("")), [""] * 110, players, 3),
    ):
        pass
