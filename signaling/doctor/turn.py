"""Whether the STUN and TURN servers of the settings answer, and take our credentials.

All of them answer a STUN Binding request (RFC 8489, section 6), over whatever they listen on. Where
there are credentials a relay is asked for as well, as a browser would: a wrong secret shows there.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from signaling import ice
from signaling.config import Config
from signaling.doctor import stun
from signaling.doctor.finding import Finding, bad, good

ANSWER_S = 2.0
LARGEST = 1500

# RFC 7064 and 7065: scheme, host (IPv6 in brackets), port, transport.
URL = re.compile(
    r"(?P<scheme>stuns?|turns?):(?P<host>\[[0-9a-fA-F:]+\]|[^:?]+)(:(?P<port>\d+))?"
    r"(\?transport=(?P<transport>udp|tcp))?"
)

Ask = Callable[[stun.Request], Awaitable[stun.Answer | None]]
"""Sends a request and returns its answer, None for rubbish."""


async def servers(config: Config) -> Finding:
    """Ask every server of the settings."""
    told = ice.servers(config, "doctor", datetime.now(UTC))
    urls = [(url, one.username, one.credential) for one in told for url in one.urls]
    if not urls:
        return good(
            "turn",
            "Không dùng STUN/TURN.",
            "No STUN or TURN server is configured; firewalls must let the UDP port through.",
        )
    # The machine's own addresses cannot be told from here, and may be many.
    peers = config.media.public_addresses or tuple(filter(None, (config.media.udp_host,)))
    errors = await asyncio.gather(*(error_of(*one, peers) for one in urls))
    silent = [url for (url, _, _), error in zip(urls, errors, strict=True) if error is None]
    refusing = [
        f"{url} ({error})" for (url, _, _), error in zip(urls, errors, strict=True) if error
    ]
    if silent:
        where = ", ".join(silent)
        return bad(
            "turn",
            (f"Không trả lời: {where}.", f"No answer from: {where}."),
            (
                "Kiểm tra ice.servers và turn.urls; máy chủ TURN có chạy không; chứng chỉ và "
                "tường lửa của nó.",
                "Check ice.servers and turn.urls; whether the TURN server runs; its certificate "
                "and firewall.",
            ),
        )
    if refusing:
        where = ", ".join(refusing)
        return bad(
            "turn",
            (f"Không cấp đường trung chuyển: {where}.", f"No relay is given by: {where}."),
            (
                "401: turn.secret phải giống static-auth-secret của coturn, và đồng hồ hai máy "
                "phải khớp. 403: allowed-peer-ip phải có địa chỉ của máy chủ này. 486: đã hết "
                "hạn mức.",
                "401: turn.secret must be coturn's static-auth-secret, and both clocks right. "
                "403: allowed-peer-ip must have the addresses of this server. "
                "486: a quota is used up.",
            ),
        )
    return good("turn", "Các máy chủ STUN/TURN trả lời.", "STUN and TURN servers answer.")


async def error_of(
    url: str, user: str | None = None, password: str | None = None, peers: Sequence[str] = ()
) -> int | None:
    """Return the STUN error of a server, 0 if it serves us, None without an answer in time.

    With a user it is asked for a relay that reaches the addresses `peers`; the server takes it back
    when it hears no more of us.
    """
    parts = URL.fullmatch(url)
    if parts is None:
        return None
    secure = parts["scheme"].endswith("s")
    host = parts["host"].strip("[]")
    port = int(parts["port"] or (5349 if secure else 3478))
    stream = secure or parts["transport"] == "tcp"
    try:
        async with asyncio.timeout(ANSWER_S):
            way = _over_tcp(host, port, secure=secure) if stream else _over_udp(host, port)
            async with way as ask:
                answer = await ask(stun.Request(stun.BINDING))
                if answer is not None and user and password:
                    answer = await _relay(ask, user, password, peers)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return None
    return None if answer is None else answer.error


async def _relay(ask: Ask, user: str, password: str, peers: Sequence[str]) -> stun.Answer | None:
    challenge = await ask(stun.Request(stun.ALLOCATE, ((stun.TRANSPORT, stun.UDP),)))
    if challenge is None or challenge.error != stun.UNAUTHENTICATED:
        return challenge  # anybody is served, or nobody
    login = stun.Login(user, password, challenge)
    answer = await ask(login.allocate())
    for peer in peers:
        if answer is None or answer.error:
            break
        answer = await ask(login.permit(peer))
    return answer


@asynccontextmanager
async def _over_tcp(host: str, port: int, *, secure: bool) -> AsyncIterator[Ask]:
    context = ssl.create_default_context() if secure else None
    reader, writer = await asyncio.open_connection(host, port, ssl=context)

    async def ask(request: stun.Request) -> stun.Answer | None:
        writer.write(request.encode())
        head = await reader.readexactly(stun.HEADER_BYTES)
        return request.read(head + await reader.readexactly(int.from_bytes(head[2:4])))

    try:
        yield ask
    finally:
        writer.close()


class _Answers(asyncio.DatagramProtocol):
    """Queues datagrams."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | Exception] = asyncio.Queue(4)

    def datagram_received(self, data: bytes, _address: object) -> None:
        self._put(data)

    def error_received(self, error: Exception) -> None:
        self._put(error)

    def _put(self, what: bytes | Exception) -> None:
        if not self.queue.full():
            self.queue.put_nowait(what)


@asynccontextmanager
async def _over_udp(host: str, port: int) -> AsyncIterator[Ask]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(_Answers, remote_addr=(host, port))

    async def ask(request: stun.Request) -> stun.Answer | None:
        transport.sendto(request.encode())
        got = await protocol.queue.get()
        if isinstance(got, Exception):
            raise got
        return request.read(got[:LARGEST])

    try:
        yield ask
    finally:
        transport.close()
