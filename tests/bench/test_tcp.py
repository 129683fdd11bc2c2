"""What a bad line makes of TCP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from mcu import clock
from signaling.bench.line import Conditions
from signaling.bench.tcp import TcpRelay


@asynccontextmanager
async def echoing(conditions: Conditions) -> AsyncIterator[TcpRelay]:
    """A relay before a server that sends back what it gets."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, TcpRelay(server.sockets[0].getsockname(), conditions) as relay:
        yield relay


async def call(relay: TcpRelay) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = relay.url.removeprefix("http://").partition(":")
    return await asyncio.open_connection(host, int(port))


async def test_bytes_pass_in_order_and_the_end_too() -> None:
    async with echoing(Conditions(loss=0.2)) as relay:
        reader, writer = await call(relay)
        sent = bytes(range(256)) * 100
        for start in range(0, len(sent), 5000):
            writer.write(sent[start : start + 5000])
            await writer.drain()
        assert await reader.readexactly(len(sent)) == sent
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()


async def test_opening_costs_a_round_trip_and_so_does_an_echo() -> None:
    async with echoing(Conditions(delay_ms=50)) as relay:
        begin = clock.now()
        reader, writer = await call(relay)
        for trips in (2, 3):
            writer.write(b"?")
            assert await reader.readexactly(1) == b"?"
            assert clock.now() - begin >= trips * 0.1 * clock.NS_PER_S
        writer.close()


@pytest.mark.parametrize("segments", [1, 20])
def test_what_is_lost_costs_time_not_bytes(segments: int) -> None:
    relay = TcpRelay(("127.0.0.1", 1), Conditions(delay_ms=150, loss=0.05))
    late = [relay.late(segments) for _ in range(2000)]
    once = 1 - 0.95**segments
    assert sum(bool(one) for one in late) / 2000 == pytest.approx(once, abs=0.03)
    # In the midst of others a loss is noticed after a round trip, at the end later.
    shortest = min(one for one in late if one)
    assert shortest == pytest.approx(0.3 if segments > 3 else 0.5)
