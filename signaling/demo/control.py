"""The control connection of a client without a page: the demo's points, the benchmarks' crowd."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import aiohttp
import msgspec

from signaling import logs
from signaling.protocol import (
    VERSION,
    AnyServerMessage,
    Ask,
    Bye,
    ClientMessage,
    Error,
    Hello,
    Ping,
    ServerMessage,
    Welcome,
)

log = logs.logger(__name__)

PING_INTERVAL = 2.0
SILENCE_LIMIT = 5.0
"""Seconds without any message after which the server counts as gone (PROTOCOL.md)."""

CONNECT_LIMIT = 10.0


class RefusedError(Exception):
    """The server does not take us now."""


class ReplacedError(Exception):
    """Somebody else has taken the seat: not to come back by oneself (PROTOCOL.md)."""


class Control:
    """A connection that has been welcomed. Make it with `connect`."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, on_ask: Callable[[Ask], None]
    ) -> None:
        self._socket = socket
        self._on_ask = on_ask

    async def say(self, message: ClientMessage) -> None:
        """Send a message."""
        await self._socket.send_str(msgspec.json.encode(message).decode())

    async def run(self) -> None:
        """Listen and keep the connection alive until it ends, which always raises."""
        await first(self._listen(), self._ping())

    async def _listen(self) -> None:
        while True:
            match await self._receive():
                case Ask() as ask:
                    self._on_ask(ask)
                case Error() as error:
                    log.warning("server refused", code=error.code, about=error.about)

    async def _ping(self) -> None:
        while True:
            await self.say(Ping(t=time.monotonic() * 1000))
            await asyncio.sleep(PING_INTERVAL)

    async def _receive(self) -> ServerMessage:
        """Return the next message. Raises RefusedError or ReplacedError where there is none."""
        frame = await self._socket.receive(timeout=SILENCE_LIMIT)
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise RefusedError(f"control closed with {self._socket.close_code}")
        message: ServerMessage = msgspec.json.decode(frame.data, type=AnyServerMessage)
        if isinstance(message, Bye):
            raise ReplacedError if message.reason == "replaced" else RefusedError(message.reason)
        return message

    async def greet(self, token: str) -> None:
        """Say who we are, and wait to be welcomed."""
        await self.say(Hello(token=token, version=VERSION))
        while not isinstance(message := await self._receive(), Welcome):
            if isinstance(message, Error):
                raise RefusedError(message.code)


@asynccontextmanager
async def connect(
    http: aiohttp.ClientSession,
    url: str,
    token: str,
    on_ask: Callable[[Ask], None],
    *,
    checked: bool = True,
) -> AsyncIterator[Control]:
    """Open a control connection and greet; it is closed at the end of the block.

    `on_ask` hears what is to be sent, `checked` says whether a certificate must fit. Raises
    RefusedError, ReplacedError, aiohttp's errors and TimeoutError.
    """
    async with asyncio.timeout(CONNECT_LIMIT):
        socket = await http.ws_connect(f"{url}/control", ssl=checked)
    async with socket:
        control = Control(socket, on_ask)
        await control.greet(token)
        yield control


async def first(*jobs: Coroutine[None, None, None]) -> None:
    """Run jobs until the first ends, with its result; the others are cancelled."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
