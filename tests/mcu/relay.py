"""A narrow line in front of a node: a relay on loopback that clients call instead."""

import asyncio
from collections.abc import Callable

from mcu.messages import MemberStats
from mcu.node import Node
from tests.patience import PATIENCE

Address = tuple[str, int]


async def heights(node: Node, *, wide: str, narrow: str) -> dict[str, MemberStats]:
    """Wait until one gets the full picture and one a smaller one; return what all get.

    On a busy machine the wide line goes down by itself now and then, and comes back.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            (stats,) = node.statistics()
            members = {one.member: one for one in stats.members}
            if members[wide].height == 720 and members[narrow].height < 720:
                return members
            await asyncio.sleep(0.05)


class _End(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes, Address], None]) -> None:
        self.take = take

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.take(data, addr)


class Relay:
    """For one client: at once up, `rate` bits per second down, after a queue of `queue` seconds."""

    port: int

    def __init__(self, server: Address, rate: float, queue: float) -> None:
        self.lost = 0
        self.carried = 0
        """Bytes that went down, with their IP and UDP headers."""
        self._server, self._rate, self._queue = server, rate, queue
        self._client: Address | None = None
        self._free = 0.0
        self._loop = asyncio.get_running_loop()

    async def open(self) -> None:
        """Listen on `port`."""
        self._near, _ = await self._loop.create_datagram_endpoint(
            lambda: _End(self._up), local_addr=("127.0.0.1", 0)
        )
        self._far, _ = await self._loop.create_datagram_endpoint(
            lambda: _End(self._down), local_addr=("127.0.0.1", 0)
        )
        self.port = self._near.get_extra_info("sockname")[1]

    def close(self) -> None:
        self._near.close()
        self._far.close()

    def _up(self, data: bytes, sender: Address) -> None:
        self._client = sender
        if not self._far.is_closing():
            self._far.sendto(data, self._server)

    def _down(self, data: bytes, _: Address) -> None:
        now = self._loop.time()
        begin = max(now, self._free)
        if begin - now > self._queue:
            self.lost += 1
            return
        octets = len(data) + 28  # IP and UDP
        self.carried += octets
        self._free = begin + octets * 8 / self._rate
        self._loop.call_at(self._free, self._pass_on, data)

    def _pass_on(self, data: bytes) -> None:
        if self._client and not self._near.is_closing():
            self._near.sendto(data, self._client)
