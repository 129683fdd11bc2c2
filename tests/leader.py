"""Somebody who leads a meeting: a control connection without media, whose acts are waited for."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from signaling.meeting.commands import Command
from signaling.meeting.told import Done
from signaling.protocol import AnyServerMessage, Error, Hello, ServerMessage, Welcome
from tests.patience import PATIENCE
from tests.server import Server

M = TypeVar("M", bound=ServerMessage)


class RefusedActError(Exception):
    """The server did not carry an act out; the text is the code."""


class Leader:
    """One who leads. What is told is kept until somebody asks for it."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._refs = itertools.count(1)
        self._told: asyncio.Queue[ServerMessage] = asyncio.Queue()

    async def listen(self) -> None:
        """Take what is told, and answer the server's pings, until the connection ends."""
        async for frame in self._socket:
            assert frame.type is WSMsgType.TEXT, frame
            self._told.put_nowait(msgspec.json.decode(frame.data, type=AnyServerMessage))

    async def act(self, command: Command) -> None:
        """Have an act carried out. Raises RefusedActError."""
        ref = f"l{next(self._refs)}"
        await self.send(msgspec.structs.replace(command, ref=ref))
        while True:
            message = await self._receive()
            if isinstance(message, Done) and message.ref == ref:
                return
            if isinstance(message, Error) and message.ref == ref:
                raise RefusedActError(message.code)

    async def send(self, message: msgspec.Struct) -> None:
        """Send a message and wait for nothing."""
        await self._socket.send_str(msgspec.json.encode(message).decode())

    async def expect(self, kind: type[M]) -> M:
        """Return the next message of a kind."""
        while True:
            message = await self._receive()
            if isinstance(message, kind):
                return message

    async def _receive(self) -> ServerMessage:
        async with asyncio.timeout(PATIENCE):
            return await self._told.get()


@asynccontextmanager
async def leading(server: Server, meeting: str, point: str) -> AsyncIterator[Leader]:
    """Lead a meeting from a point of it, for as long as the block lasts."""
    async with _led(server, server.token(meeting, point, role="operator")) as leader:
        yield leader


@asynccontextmanager
async def at_console(
    server: Server, meeting: str, account: str, name: str = ""
) -> AsyncIterator[Leader]:
    """Lead a meeting as an operator at a console, for as long as the block lasts."""
    async with _led(server, server.console_token(meeting, account, name)) as leader:
        yield leader


@asynccontextmanager
async def _led(server: Server, token: str) -> AsyncIterator[Leader]:
    async with ClientSession(server.url) as http, http.ws_connect("/control") as socket:
        leader = Leader(socket)
        listening = asyncio.create_task(leader.listen())
        try:
            await leader.send(Hello(token=token, version=1))
            await leader.expect(Welcome)
            yield leader
        finally:
            listening.cancel()
