"""Whether the STUN and TURN servers of the settings answer.

All of them answer a STUN Binding request (RFC 8489, section 6), over whatever they listen on.
"""

import asyncio
import re
import secrets
import ssl

from signaling.config import Config
from signaling.doctor.finding import Finding, bad, good

ANSWER_S = 2.0

COOKIE = b"\x21\x12\xa4\x42"
HEADER_BYTES = 20
BINDING_SUCCESS = b"\x01\x01"

# RFC 7064 and 7065: scheme, host (IPv6 in brackets), port, transport.
URL = re.compile(
    r"(?P<scheme>stuns?|turns?):(?P<host>\[[0-9a-fA-F:]+\]|[^:?]+)(:(?P<port>\d+))?"
    r"(\?transport=(?P<transport>udp|tcp))?"
)


async def servers(config: Config) -> Finding:
    """Ask every server of the settings."""
    urls = [url for server in config.ice.servers for url in server.urls]
    if not urls:
        return good(
            "turn",
            "Không dùng STUN/TURN.",
            "No STUN or TURN server is configured; firewalls must let the UDP port through.",
        )
    answers = await asyncio.gather(*(answers_at(url) for url in urls))
    silent = ", ".join(url for url, answered in zip(urls, answers, strict=True) if not answered)
    if not silent:
        return good("turn", "Các máy chủ STUN/TURN trả lời.", "STUN and TURN servers answer.")
    return bad(
        "turn",
        (f"Không trả lời: {silent}.", f"No answer from: {silent}."),
        (
            "Kiểm tra ice.servers, máy chủ TURN có chạy không, và tường lửa.",
            "Check ice.servers, whether the TURN server runs, and the firewall.",
        ),
    )


async def answers_at(url: str) -> bool:
    """Whether the server of a STUN or TURN URL answers within `ANSWER_S`."""
    parts = URL.fullmatch(url)
    if parts is None:
        return False
    secure = parts["scheme"].endswith("s")
    host = parts["host"].strip("[]")
    port = int(parts["port"] or (5349 if secure else 3478))
    transaction = secrets.token_bytes(12)
    request = b"\x00\x01\x00\x00" + COOKIE + transaction
    try:
        async with asyncio.timeout(ANSWER_S):
            if secure or parts["transport"] == "tcp":
                answer = await _over_tcp(host, port, request, secure=secure)
            else:
                answer = await _over_udp(host, port, request)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    return answer[:2] == BINDING_SUCCESS and answer[8:HEADER_BYTES] == transaction


async def _over_tcp(host: str, port: int, request: bytes, *, secure: bool) -> bytes:
    context = ssl.create_default_context() if secure else None
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        writer.write(request)
        return await reader.readexactly(HEADER_BYTES)
    finally:
        writer.close()


class _Answer(asyncio.DatagramProtocol):
    """Keeps the first datagram."""

    def __init__(self) -> None:
        self.first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, _address: object) -> None:
        if not self.first.done():
            self.first.set_result(data)

    def error_received(self, error: Exception) -> None:
        if not self.first.done():
            self.first.set_exception(error)


async def _over_udp(host: str, port: int, request: bytes) -> bytes:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(_Answer, remote_addr=(host, port))
    try:
        transport.sendto(request)
        return await protocol.first
    finally:
        transport.close()
