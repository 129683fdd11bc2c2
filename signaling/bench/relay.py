"""A UDP relay on loopback that puts clients behind a bad line.

    async with Relay(server_address(answer), down=Conditions(loss=0.1)) as relay:
        await client.answer(through(answer, relay.address))

Any client, a browser too, goes through it whose answer was rewritten. Clients are told apart by
their source address, and the server sees a socket for each. Every client has lines of its own.
"""

import asyncio
import contextlib
import random
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from mcu import clock
from signaling.bench.line import Conditions, Line

Address = tuple[str, int]

BUFFER: Final = 1 << 20
"""Bytes of socket buffer: what a bad line holds back is to wait in the model, not be lost here."""

BATCH: Final = 32
"""Datagrams taken before others on the loop have their turn."""

MAX_CLIENTS: Final = 256
"""Source addresses served at once; the one that was silent for longest gives way."""

_CLEAN: Final = Conditions()
_SIZE: Final = 2048


def server_address(answer: str) -> Address:
    """Return the address of the first UDP candidate in an SDP answer; ValueError if none."""
    for line in answer.splitlines():
        if words := _candidate(line):
            return words[4], int(words[5])
    raise ValueError("the answer has no UDP candidate")


def through(answer: str, address: Address) -> str:
    """Return an SDP answer whose candidates are one: the relay's address.

    The first UDP candidate of each m-line is rewritten (RFC 8839, section 5.1), the others left
    out, so that nothing goes past the relay.
    """
    kept: list[str] = []
    done = False
    for line in answer.splitlines():
        words = _candidate(line)
        if line.startswith("m="):
            done = False
        if words and not done:
            done = True
            kept.append(" ".join((*words[:4], address[0], str(address[1]), *words[6:])))
        elif not line.startswith("a=candidate:"):
            kept.append(line)
    return "\r\n".join([*kept, ""])


def _candidate(line: str) -> list[str] | None:
    words = line.split()
    known = line.startswith("a=candidate:") and len(words) > 7 and words[2].lower() == "udp"
    return words if known else None


class Way:
    """One direction of one client: a line, a timer, and where it leads."""

    def __init__(self, line: Line, send: Callable[[bytes], object]) -> None:
        self.line = line
        self._send = send
        self._timer: asyncio.TimerHandle | None = None

    def push(self, packet: bytes) -> None:
        """Send a packet along."""
        self.line.push(packet, clock.now())
        self._move()

    def stop(self) -> None:
        """Let nothing arrive any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _move(self) -> None:
        """Deliver what has arrived and come back when the next does."""
        for packet in self.line.pop(clock.now()):
            with contextlib.suppress(OSError):  # a full buffer or nobody there: the line's business
                self._send(packet)
        self.stop()
        due = self.line.next_due
        if due is not None:
            # loop.time() is the clock of clock.now(), in seconds.
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(due / clock.NS_PER_S, self._move)


class Client:
    """A client's two ways, and the socket by which the server knows it."""

    def __init__(self, up: Way, down: Way, far: socket.socket) -> None:
        self.up = up
        self.down = down
        self._far = far

    def close(self) -> None:
        """Hang up."""
        self.up.stop()
        self.down.stop()
        _close(self._far)


class Relay:
    """Relays between clients and one server; an async context manager.

    `up` and `down` are the conditions of every client's line, to be replaced at any time. The same
    `seed` loses the same packets, as far as their order is the same.
    """

    def __init__(
        self,
        server: Address,
        *,
        up: Conditions = _CLEAN,
        down: Conditions = _CLEAN,
        seed: int = 1,
    ) -> None:
        self.clients: dict[Address, Client] = {}
        """By source address, the one that spoke last at the end."""
        self._server = server
        self._up = up
        self._down = down
        self._chance = random.Random(seed)  # noqa: S311 - faults, no secrets
        self._near: socket.socket | None = None
        self._stranded: set[Address] = set()

    @property
    def address(self) -> Address:
        """Where clients are to send to."""
        if self._near is None:
            raise RuntimeError("the relay is not open")
        host, port, *_ = self._near.getsockname()
        return host, port

    @property
    def up(self) -> Conditions:
        """The line from client to server."""
        return self._up

    @up.setter
    def up(self, conditions: Conditions) -> None:
        self._up = conditions
        for client in self.clients.values():
            client.up.line.conditions = conditions

    @property
    def down(self) -> Conditions:
        """The line from server to client."""
        return self._down

    @down.setter
    def down(self, conditions: Conditions) -> None:
        self._down = conditions
        for client in self.clients.values():
            client.down.line.conditions = conditions

    def rebind(self) -> None:
        """Show every client to the server under another address, as a NAT does at its own will."""
        for client in self.clients.values():
            client.close()
        self.clients.clear()

    def strand(self) -> None:
        """Let nothing pass any more to or from the addresses that clients have now.

        So it is for somebody who leaves a network: by a socket in another one he gets through.
        """
        self._stranded.update(self.clients)
        self.rebind()

    async def __aenter__(self) -> Self:
        """Bind and begin to read."""
        self._near = self._socket()
        self._near.bind((self._server[0], 0))
        asyncio.get_running_loop().add_reader(self._near, self._from_clients, self._near)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop what is on its way and close all sockets."""
        for client in self.clients.values():
            client.close()
        self.clients.clear()
        if self._near is not None:
            _close(self._near)
            self._near = None

    def _from_clients(self, near: socket.socket) -> None:
        for _ in range(BATCH):
            try:
                packet, (host, port, *_rest) = near.recvfrom(_SIZE)
            except OSError:
                return
            source = (host, port)
            if source in self._stranded:
                continue
            client = self.clients.pop(source, None) or self._welcome(near, source)
            self.clients[source] = client
            client.up.push(packet)

    def _welcome(self, near: socket.socket, source: Address) -> Client:
        if len(self.clients) >= MAX_CLIENTS:
            self.clients.pop(next(iter(self.clients))).close()
        far = self._socket()
        far.connect(self._server)
        up = Way(self._line(self._up), far.send)
        down = Way(self._line(self._down), lambda packet: near.sendto(packet, source))
        asyncio.get_running_loop().add_reader(far, _forward, far, down)
        return Client(up, down, far)

    def _line(self, conditions: Conditions) -> Line:
        chance = random.Random(self._chance.getrandbits(64))  # noqa: S311 - as above
        return Line(conditions, chance)

    def _socket(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._server[0] else socket.AF_INET
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            one.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        return one


def _forward(far: socket.socket, down: Way) -> None:
    for _ in range(BATCH):
        try:
            packet = far.recv(_SIZE)
        except OSError:
            return
        down.push(packet)


def _close(one: socket.socket) -> None:
    asyncio.get_running_loop().remove_reader(one)
    one.close()
