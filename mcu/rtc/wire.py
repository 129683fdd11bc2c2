"""What any number of clients share: one clock tick and one place to receive into."""

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Callable
from typing import Final, Protocol

from mcu import clock
from mcu.rtc.ice import Address
from mcu.rtc.seam import MAX_DATAGRAM, Datagram

log = logging.getLogger(__name__)

BUFFER: Final = 1 << 20
"""Bytes of socket buffer: what a client is sent in some seconds."""

TICK: Final = 20_000_000
"""Nanoseconds between two looks at what is due for each client."""

TRAIN: Final = 1 << 16
"""Bytes of the longest train of datagrams."""

_UDP: Final = 17  # IPPROTO_UDP
_GRO: Final = 104  # UDP_GRO of linux/udp.h
_SPACE: Final = socket.CMSG_SPACE(4)

Receive = Callable[[Datagram, int, int], None]
"""Takes a datagram, its size and the time (ns)."""

Count = Callable[[memoryview, int, int], bool]
"""Takes datagrams of a size, only the last shorter, and the time (ns); False if it does not."""


class Ticking(Protocol):
    """Whoever has something to do from time to time."""

    def tick(self, now: int) -> None:
        """Do what is due."""

    def end(self, reason: str) -> None:
        """Leave, because that has failed."""


class Wire:
    """Ticks many clients from one task and reads their sockets.

    Each client has sockets of its own, because a server tells peers apart by their address. An
    epoll for them all inside the loop's was tried and gains nothing over a reader for each.
    """

    def __init__(self) -> None:
        self._clients: dict[Ticking, None] = {}
        self._datagram = Datagram()
        self._train = memoryview(bytearray(TRAIN))
        self._ticks: asyncio.Task[None] | None = None

    def join(self, client: Ticking) -> None:
        """Tick a client from now on. The first one starts the wire."""
        self._clients[client] = None
        if self._ticks is None:
            self._ticks = asyncio.create_task(self._tick(), name="wire ticks")

    async def leave(self, client: Ticking) -> None:
        """Tick it no more. The last one stops the wire, which may be started again."""
        self._clients.pop(client, None)
        if self._clients or self._ticks is None:
            return
        ticks, self._ticks = self._ticks, None
        ticks.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticks

    def connect(self, address: Address, source: str | None) -> socket.socket:
        """Return a socket that talks to `address` only; OSError if there is no way there."""
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        one = socket.socket(family, socket.SOCK_DGRAM)
        try:
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            # A picture's datagrams come at once, uncut, where they were sent so (`mcu.rtc.path`):
            # 0.2 µs each in the system instead of 0.4. What cannot do it, delivers one by one.
            with contextlib.suppress(OSError):
                one.setsockopt(_UDP, _GRO, 1)
            if source is not None:
                one.bind((source, 0))
            one.connect(address)
        except BaseException:
            one.close()
            raise
        return one

    def read(self, one: socket.socket, receive: Receive, count: Count) -> None:
        """Hand over all that comes in by a socket of `connect`: one by one what is not counted."""
        asyncio.get_running_loop().add_reader(one, self._read, one, receive, count)

    def disconnect(self, one: socket.socket) -> None:
        """Close a socket that is read."""
        asyncio.get_running_loop().remove_reader(one)
        one.close()

    def _read(self, one: socket.socket, receive: Receive, count: Count) -> None:
        """Take what has come in at once, a picture as a rule: the loop calls again for more.

        To look for more here would nearly always be in vain, a call of the system and an exception.
        """
        datagram, train = self._datagram, self._train
        now = clock.now()
        try:
            length, ancillary, _, _ = one.recvmsg_into([train], _SPACE)
        except OSError:
            return  # nobody listens there any more, which silence will tell
        size = int.from_bytes(ancillary[0][2], sys.byteorder) if ancillary else length
        if count(train[:length], size, now):
            return
        for at in range(0, length, size or 1):
            part = train[at : min(at + size, at + MAX_DATAGRAM, length)]
            datagram.view[: len(part)] = part
            receive(datagram, len(part), now)
            if one.fileno() < 0:  # closed by what came
                return

    async def _tick(self) -> None:
        async for _ in clock.ticks(TICK):
            now = clock.now()
            for client in tuple(self._clients):
                try:
                    client.tick(now)
                except Exception:
                    # All others would wait for what is asked again, and for their time limits.
                    log.exception("client broke")
                    client.end("failed")
