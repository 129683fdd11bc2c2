"""A TCP relay on loopback that puts HTTP and WebSockets behind a bad line.

What TCP makes of a bad line is modelled, because the real one has both its ends on loopback: a
connection takes a round trip to open, bytes come later by the line's delay and in order, and a
segment that is lost holds up all behind it until it is sent again.
"""

import asyncio
import contextlib
import random
from types import TracebackType
from typing import Final, Self

from signaling.bench.line import Conditions

SEGMENT: Final = 1460
"""Bytes of a segment on Ethernet."""

FIRST_TIMEOUT_S: Final = 1.0
"""After which an opening that was lost is sent again (RFC 6298, section 2.1)."""

LEAST_VARIANCE_S: Final = 0.2
"""What Linux adds to the round trip at least before it sends a lost segment again."""

DUPLICATES: Final = 3
"""Acknowledgements that were expected for another segment, after which a sender knows of a loss."""

WAITING: Final = 256
"""Reads on their way at most; then the sender is held back."""

_READ: Final = 1 << 16


class TcpRelay:
    """Relays connections to one server; an async context manager.

    Delay and loss of `conditions` count, each way; the same `seed` loses the same segments, as far
    as their order is the same.
    """

    def __init__(self, server: tuple[str, int], conditions: Conditions, *, seed: int = 1) -> None:
        self._server = server
        self._delay = conditions.delay_ms / 1000
        self._loss = conditions.loss
        self._chance = random.Random(seed)  # noqa: S311 - faults, no secrets
        self._listener: asyncio.Server | None = None
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where clients are to go."""
        if self._listener is None:
            raise RuntimeError("the relay is not open")
        host, port = self._listener.sockets[0].getsockname()
        return f"http://{host}:{port}"

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._listener = await asyncio.start_server(self._call, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Cut all connections."""
        if self._listener is not None:
            self._listener.close()
        calls = tuple(self._calls)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either end has closed it."""
        call = asyncio.current_task()
        if call is None:
            return
        self._calls.add(call)
        far: asyncio.StreamWriter | None = None
        try:
            lost = self._chance.random() < self._loss
            await asyncio.sleep(2 * self._delay + FIRST_TIMEOUT_S * lost)
            back, far = await asyncio.open_connection(*self._server)
            up = asyncio.create_task(self._carry(reader, far))
            down = asyncio.create_task(self._carry(back, writer))
            try:
                await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            finally:
                up.cancel()
                down.cancel()
                await asyncio.gather(up, down, return_exceptions=True)
        except (OSError, asyncio.CancelledError):
            pass  # the server is gone, or we are closed: either way the client hears of it
        finally:
            self._calls.discard(call)
            for one in (writer, far):
                if one is not None:
                    one.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one direction until its sender closes."""
        way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING)
        arriving = asyncio.create_task(_arrive(way, writer))
        loop = asyncio.get_running_loop()
        last = 0.0
        try:
            while data := await reader.read(_READ):
                late = self.late(-(-len(data) // SEGMENT))
                last = max(last, loop.time() + self._delay + late)
                await way.put((last, data))
            await way.put((last, b""))
            await arriving
        finally:
            arriving.cancel()
            await asyncio.gather(arriving, return_exceptions=True)

    def late(self, segments: int) -> float:
        """Return the seconds by which losses hold up so many segments, sent at once.

        Three later segments tell the sender of a loss (RFC 5681, section 3.2): it has cost a round
        trip. Of a loss at the end only a timer tells.
        """
        late = 0.0
        while lost := [n for n in range(segments) if self._chance.random() < self._loss]:
            late += 2 * self._delay
            if segments - lost[0] <= DUPLICATES:
                late += LEAST_VARIANCE_S
            segments = len(lost)
        return late


async def _arrive(way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due, data = await way.get()
        await asyncio.sleep(due - loop.time())
        if not data:
            return
        with contextlib.suppress(ConnectionError):
            writer.write(data)
            await writer.drain()
