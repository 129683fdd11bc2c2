"""A real client through a bad line to a real port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from mcu import clock
from mcu.messages import MemberKind
from mcu.rtc.client import Client
from signaling.bench import relay
from signaling.bench.line import Conditions
from signaling.bench.relay import Relay, server_address, through
from tests.rtc.ends import Ends, Remembering, calling, listening, pictures, send, voice

ANSWER = "\r\n".join(
    (
        "v=0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
        "a=candidate:2 1 udp 2130706175 2001:db8::1 5000 typ host",
        "a=candidate:3 1 tcp 2130706175 192.0.2.1 9 typ host tcptype passive",
        "a=sendrecv",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
        "",
    )
)
BAD = Conditions(delay_ms=50, loss=0.1)


@asynccontextmanager
async def calling_through(up: Conditions, down: Conditions) -> AsyncIterator[tuple[Relay, Ends]]:
    """As `tests.rtc.ends.calling`, through a relay."""
    near, far = Remembering(), Remembering()
    async with listening() as port:
        client = Client(handler=near)
        session = await port.accept(client.offer(), MemberKind.POINT, far)
        async with Relay(server_address(session.answer), up=up, down=down) as one:
            try:
                await client.answer(through(session.answer, one.address))
                await far.until(lambda: far.connected)
                yield one, Ends(client, session, near, far)
            finally:
                await client.close()


async def exchange(ends: Ends, count: int) -> None:
    """Send so many packets of sound each way, and wait for nearly all of the pictures."""
    sent = pictures()
    await asyncio.gather(
        send(ends.client.video, sent, 0.02),
        send(ends.session.video, sent, 0.02),
        send(ends.client.audio, voice(count), 0.005),
        send(ends.session.audio, voice(count), 0.005),
    )
    for handler in (ends.near, ends.far):
        await handler.until_frames(1)
        await handler.until_voice(count * 6 // 10)


def test_an_answer_leads_through_the_relay_and_nowhere_else() -> None:
    assert server_address(ANSWER) == ("192.0.2.1", 5000)
    lines = through(ANSWER, ("127.0.0.1", 7777)).split("\r\n")
    assert lines == [
        "v=0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=candidate:1 1 udp 2130706431 127.0.0.1 7777 typ host",
        "a=sendrecv",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=candidate:1 1 udp 2130706431 127.0.0.1 7777 typ host",
        "",
    ]


def test_an_answer_without_a_way_is_refused() -> None:
    with pytest.raises(ValueError, match="no UDP candidate"):
        server_address("v=0\r\n")


async def test_media_goes_both_ways_over_a_bad_line() -> None:
    async with calling_through(BAD, BAD) as (one, ends):
        begin = clock.now()
        await exchange(ends, 100)
        assert clock.now() - begin > 0.05 * clock.NS_PER_S
        assert len(one.clients) == 1
        (client,) = one.clients.values()
        for way in (client.up, client.down):
            assert way.line.counts.lost > 0
            assert way.line.counts.passed > 100
        # Voice is not repaired: what the line lost is missing.
        assert len(ends.far.voice) < 100


async def test_a_cut_of_two_seconds_heals() -> None:
    async with calling_through(Conditions(delay_ms=5), Conditions(delay_ms=5)) as (one, ends):
        await exchange(ends, 20)
        one.up = one.down = Conditions(cut=True)
        heard = None
        while heard != (so_far := (len(ends.near.voice), len(ends.far.voice))):
            heard = so_far
            await asyncio.sleep(0.3)  # what had passed the line before
        await send(ends.client.audio, voice(50), 0.04)
        await send(ends.session.audio, voice(5), 0.001)
        await asyncio.sleep(0.1)
        assert (len(ends.near.voice), len(ends.far.voice)) == heard
        one.up = one.down = Conditions(delay_ms=5)
        for handler in (ends.near, ends.far):
            handler.voice.clear()
            handler.frames = {track: [] for track in handler.frames}
        await exchange(ends, 20)
        assert ends.client.connected
        assert not ends.near.closed
        assert not ends.far.closed


async def test_every_client_has_a_line_of_its_own() -> None:
    async with (
        listening() as port,
        calling(port) as direct,
        Relay(server_address(direct.session.answer)) as one,
    ):
        for number in (1, 2):
            client, far = Client(), Remembering()
            session = await port.accept(client.offer(), MemberKind.POINT, far)
            await client.answer(through(session.answer, one.address))
            assert len(one.clients) == number
            await send(client.audio, voice(10))
            await far.until_voice(10)
            await client.close()


async def test_the_number_of_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "MAX_CLIENTS", 2)
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[bytes] = asyncio.Queue(9)

    class Server(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            heard.put_nowait(data)

    server, _ = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    async with Relay(server.get_extra_info("sockname")) as one:
        for number in range(4):
            client, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, remote_addr=one.address
            )
            client.sendto(bytes([number]))
            assert await heard.get() == bytes([number])
            client.close()
        assert len(one.clients) == 2
    server.close()
