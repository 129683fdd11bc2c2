"""Control connections of clients that break every rule: a clear error each, nobody notices."""

import asyncio
import json
import socket
import time
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from signaling import session
from signaling.meeting.commands import Lock
from signaling.meeting.picture import Scene, View
from signaling.meeting.scene_commands import ShowView
from signaling.meeting.told import Done
from signaling.origin import same_site
from signaling.protocol import ChatMessage, ChatSaid, Close, Code, Error, Ping, Pong
from tests.patience import PATIENCE
from tests.signaling.server import Server


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("rubbish", ""),
        ("[]", ""),
        ('{"type":"fly"}', "fly"),
        ('{"type":"mute"}', "mute"),
        ('{"type":"mute","muted":"yes"}', "mute"),
        ('{"type":"chat","text":"","ref":"r"}', "chat"),
        ('{"type":"chat","text":"   ","ref":"r"}', "chat"),
        ('{"type":"chat","text":"' + "x" * 2001 + '","ref":"r"}', "chat"),
        ('{"type":"chat","text":"x","ref":"' + "r" * 65 + '"}', "chat"),
        ('{"type":"preset.rename","key":1,"name":"   "}', "preset.rename"),
        ('{"type":"hello","token":"x","version":1}', "hello"),
        ("[" * 16_000, ""),
        ('{"type":"mute","x":' + "[" * 8000 + "]" * 8000 + "}", ""),
        ('{"type":5}', ""),
    ],
)
async def test_a_message_that_does_not_fit_is_answered_and_nothing_happens(
    server: Server, text: str, about: str
) -> None:
    client = await server.control("a")
    await client.socket.send_str(text)
    error = await client.expect(Error)
    assert error.code is Code.MESSAGE_INVALID
    assert error.about == about
    assert error.message_vi
    await client.send(Ping(t=1))
    await client.expect(Pong)


async def test_unknown_fields_are_ignored(server: Server) -> None:
    client = await server.control("a")
    await client.socket.send_str('{"type":"ping","t":1,"later":{"a":[1]}}')
    assert (await client.expect(Pong)).t == 1


async def test_binary_frames_are_answered_with_an_error(server: Server) -> None:
    client = await server.control("a")
    await client.socket.send_bytes(b'{"type":"ping","t":1}')
    assert (await client.expect(Error)).code is Code.MESSAGE_INVALID
    await client.send(Ping(t=1))
    await client.expect(Pong)


async def test_text_that_is_not_utf_8_ends_the_connection(server: Server) -> None:
    client = await server.control("a")
    await client.socket.send_frame(b'{"type":"\xff"}', WSMsgType.TEXT)
    error = await client.expect(Error)
    assert error.code is Code.MESSAGE_INVALID


async def test_a_frame_that_is_too_large_closes_with_1009(server: Server) -> None:
    client = await server.control("a")
    await client.socket.send_str("x" * (session.MAX_MESSAGE + 1))
    assert await client.closed() == Close.TOO_LARGE


async def test_who_leads_may_name_every_point_of_a_province(server: Server) -> None:
    many = tuple(f"{number:03}".ljust(64, "x") for number in range(500))
    view = View(view=1, scene=Scene(order=many), points=many)
    client = await server.console()
    await client.send(ShowView(view=view, ref="r"))
    # Refused for what it says, and not for its size.
    assert (await client.expect(Error)).code is Code.POINT_UNKNOWN
    await client.socket.send_str("x" * (session.LEADING_MESSAGE + 1))
    assert await client.closed() == Close.TOO_LARGE


async def test_too_many_messages_close_with_4008(server: Server) -> None:
    client = await server.control("a")
    for number in range(int(session.BURST) + 5):
        await client.send(Ping(t=number))
    assert (await client.expect(Error)).code is Code.RATE_LIMITED
    assert await client.closed() == Close.RATE_LIMITED


async def test_pings_of_the_websocket_count_too(server: Server) -> None:
    client = await server.control("a")
    for _ in range(int(session.BURST) + 5):
        await client.socket.ping()
    assert await client.closed() == Close.RATE_LIMITED


async def test_a_page_of_another_site_may_not_connect(server: Server) -> None:
    with pytest.raises(WSServerHandshakeError) as caught:
        await server.http.ws_connect("/control", origin="https://evil.example")
    assert caught.value.status == 403


async def test_a_page_of_the_own_site_may(server: Server) -> None:
    url = server.http._base_url
    client = await server.http.ws_connect("/control", origin=str(url).rstrip("/"))
    await client.close()


def test_same_site() -> None:
    assert same_site("https://hop.vn", "hop.vn", ())
    assert same_site("https://hop.vn:8443", "HOP.vn:8443", ())
    assert not same_site("https://hop.vn:8443", "hop.vn", ())
    assert not same_site("null", "hop.vn", ())
    assert same_site("https://other.vn", "hop.vn", ("https://other.vn",))


async def test_a_plain_request_is_not_upgraded(server: Server) -> None:
    async with server.http.get("/control") as response:
        assert response.status == 400
        assert (await response.json(content_type=None))["code"] == "request_invalid"


async def test_a_silent_client_is_noticed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "PING_S", 0.2)
    monkeypatch.setattr(session, "SILENCE_S", 1.0)
    other = await server.control("b")
    # A client that reads answers pings by itself; this one reads until its pong comes.
    reading = asyncio.ensure_future(other.expect(Pong))
    _, writer = await _connect(server, server.token("a"))
    live = await server.services.meetings.find("demo")
    await server.until(lambda: "a" in live.audience)
    await server.until(lambda: "a" not in live.audience)
    await other.send(Ping(t=1))
    await reading
    writer.close()


async def test_a_server_that_is_held_up_loses_nobody(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PING_S", 0.5)
    monkeypatch.setattr(session, "SILENCE_S", 0.7)
    client = await server.control("a")
    await client.send(Ping(t=1))
    await client.expect(Pong)
    time.sleep(1.5)  # noqa: ASYNC251  # nothing of this process runs meanwhile
    for _ in range(9):
        await asyncio.sleep(0)  # what is due comes first
    await client.send(Ping(t=2))
    await client.expect(Pong)


async def test_an_act_that_takes_long_loses_nobody(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PING_S", 0.05)
    monkeypatch.setattr(session, "SILENCE_S", 0.2)
    chamber = (await server.services.meetings.find("demo")).conduct.chamber
    keep = chamber._log.append

    async def keep_late(*lines: Any) -> None:
        await asyncio.sleep(0.8)  # what is looked at is who is given up meanwhile
        await keep(*lines)

    client = await server.control("robot", role="secretary")
    monkeypatch.setattr(chamber._log, "append", keep_late)
    assert isinstance(await client.act(Lock(on=True)), Done)


async def test_a_reader_that_never_reads_is_closed_and_nobody_notices(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "WRITE_S", 2.0)
    live = await server.services.meetings.find("demo")
    _, writer = await _connect(server, server.token("a"), receive_buffer=4096)
    await server.until(lambda: "a" in live.audience)
    talker, other = await server.control("b"), await server.control("c")
    said = 0
    async with asyncio.timeout(PATIENCE):
        while "a" in live.audience:
            live.writing.say(_line(said))
            said += 1
            for reader in (talker, other):
                assert (await reader.expect(ChatSaid)).message.id == said - 1
    assert said > 1
    await talker.send(Ping(t=1))
    await talker.expect(Pong)
    writer.close()


def _line(number: int) -> ChatMessage:
    return ChatMessage(id=number, point="b", name="B", text="ă" * 20_000, sent="", ref=str(number))


async def _connect(
    server: Server, token: str, receive_buffer: int | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a WebSocket by hand, say hello, and then read nothing."""
    url = server.http._base_url
    assert url is not None
    sock = socket.socket()
    sock.setblocking(False)
    if receive_buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    await asyncio.get_running_loop().sock_connect(sock, (url.host, url.port))
    reader, writer = await asyncio.open_connection(sock=sock, limit=1024)
    writer.write(
        b"GET /control HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    hello = json.dumps({"type": "hello", "token": token, "version": 1}).encode()
    head = bytes([0x81, 0x80 | 126]) + len(hello).to_bytes(2, "big") + bytes(4)
    writer.write(head + hello)
    return reader, writer
