"""The sockets of any number of clients, read from one place."""

import asyncio
import contextlib
import select
import socket
from collections.abc import Callable
from typing import Final, Protocol

from mcu import clock
from mcu.rtc.ice import Address
from mcu.rtc.seam import Datagram

BATCH: Final = 16
"""Datagrams taken from one socket before the next has its turn: two pictures' worth."""

READY: Final = 64
"""Sockets served before others on the loop have their turn."""

TICK: Final = 20_000_000
"""Nanoseconds between two looks at what is due for each client."""

Receive = Callable[[Datagram, int, int], None]
"""Takes a datagram, its size and the time (ns)."""


class Ticking(Protocol):
    """Whoever has something to do from time to time."""

    def tick(self, now: int) -> None:
        """Do what is due."""


class Wire:
    """Reads the sockets of many clients through one descriptor on the event loop, and ticks them.

    Each client has a socket of its own, because the server tells peers apart by their address. One
    epoll inside the loop's saves a callback for each socket that is ready: with 400 clients that
    is a third of the time it takes to receive.
    """

    def __init__(self) -> None:
        self._epoll: select.epoll
        self._readers: dict[int, tuple[socket.socket, Receive]] = {}
        self._clients: dict[Ticking, None] = {}
        self._datagram = Datagram()
        self._ticks: asyncio.Task[None] | None = None

    def join(self, client: Ticking) -> None:
        """Tick a client from now on. The first one starts the wire."""
        self._clients[client] = None
        if self._ticks is None:
            self._epoll = select.epoll()
            asyncio.get_running_loop().add_reader(self._epoll, self._read)
            self._ticks = asyncio.create_task(self._tick(), name="wire ticks")

    async def leave(self, client: Ticking) -> None:
        """Tick it no more. The last one stops the wire, which may be started again."""
        self._clients.pop(client, None)
        if self._clients or self._ticks is None:
            return
        ticks, self._ticks = self._ticks, None
        asyncio.get_running_loop().remove_reader(self._epoll)
        self._epoll.close()
        ticks.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticks

    def connect(self, address: Address, source: str | None) -> socket.socket:
        """Return a socket that talks to `address` only; OSError if there is no way there."""
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        one = socket.socket(family, socket.SOCK_DGRAM)
        try:
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            if source is not None:
                one.bind((source, 0))
            one.connect(address)
        except BaseException:
            one.close()
            raise
        return one

    def read(self, one: socket.socket, receive: Receive) -> None:
        """Read a socket of `connect`, for somebody who has joined."""
        self._readers[one.fileno()] = (one, receive)
        self._epoll.register(one, select.EPOLLIN)

    def disconnect(self, one: socket.socket) -> None:
        """Close a socket that is read."""
        self._epoll.unregister(one)
        del self._readers[one.fileno()]
        one.close()

    def _read(self) -> None:
        datagram = self._datagram
        data = datagram.data
        now = clock.now()
        for descriptor, _ in self._epoll.poll(0, READY):
            reader = self._readers.get(descriptor)
            if reader is None:  # closed while this batch was handed out
                continue
            one, receive = reader
            for _ in range(BATCH):
                try:
                    size = one.recv_into(data)
                except BlockingIOError:
                    break
                except OSError:  # nobody listens there any more; silence will tell
                    break
                receive(datagram, size, now)
                if one.fileno() < 0:
                    break

    async def _tick(self) -> None:
        async for _ in clock.ticks(TICK):
            now = clock.now()
            for client in tuple(self._clients):
                client.tick(now)
