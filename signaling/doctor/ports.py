"""Whether the two ports can be had."""

import errno
import socket

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from signaling.config import Config
from signaling.doctor.finding import Finding, bad, good


async def http(config: Config) -> Finding:
    """Bind the HTTP port, or find our own server on it."""
    where = config.http.listen
    try:
        with _bound(socket.SOCK_STREAM, config.http.host, config.http.port):
            return good("http", f"Cổng web {where} dùng được.", f"The web port {where} is free.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _ours(config):
            return good(
                "http",
                f"Máy chủ đang chạy ở {where}.",
                f"The server is running at {where}.",
            )
        return _refused("http", where, error, "http.listen")


async def udp(config: Config) -> Finding:
    """Bind the UDP port, unless our own server has it."""
    media = config.media
    where = f"{media.udp_host or '*'}:{media.udp_port}"
    try:
        with _bound(socket.SOCK_DGRAM, media.udp_host, media.udp_port):
            pass
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _ours(config):
            return good("udp", "Máy chủ đang dùng cổng UDP.", "The server has the UDP port.")
        return _refused("udp", where, error, "media.udp_port")
    if media.udp_port == 0 and config.http.host not in {"127.0.0.1", "::1", "localhost"}:
        return bad(
            "udp",
            (
                "Cổng UDP được chọn ngẫu nhiên mỗi lần chạy; tường lửa không mở trước được.",
                "The UDP port is another one at each start; no firewall can be opened for it.",
            ),
            (
                "Đặt media.udp_port, ví dụ 40000, và mở cổng đó trên tường lửa.",
                "Set media.udp_port, for example 40000, and open it in the firewall.",
            ),
            "warning",
        )
    return good("udp", f"Cổng UDP {where} dùng được.", f"The UDP port {where} is free.")


def _bound(kind: socket.SocketKind, host: str, port: int) -> socket.socket:
    """Return a socket bound as the server would bind it. Raises OSError."""
    found = socket.getaddrinfo(host or None, port, type=kind, flags=socket.AI_PASSIVE)
    family, _, _, _, address = found[0]
    made = socket.socket(family, kind)
    try:
        if kind is socket.SOCK_STREAM:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


async def _ours(config: Config) -> bool:
    """Whether what listens on the HTTP port is a Điểm Cầu server."""
    scheme = "https" if config.http.tls_certificate else "http"
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(config.http.host, config.http.host)  # noqa: S104 — read
    try:
        async with (
            # Only who answers is asked, so the certificate does not matter here.
            ClientSession(connector=TCPConnector(ssl=False), timeout=ClientTimeout(2)) as session,
            session.get(f"{scheme}://{host}:{config.http.port}/readyz") as response,
        ):
            return "media" in await response.json()
    except (ClientError, TimeoutError, ValueError):
        return False


def _refused(name: str, where: str, error: OSError, setting: str) -> Finding:
    why = ("đã có chương trình khác dùng", "another program has it")
    if error.errno != errno.EADDRINUSE:
        why = (str(error.strerror), str(error.strerror))
    return bad(
        name,
        (f"Không mở được {where}: {why[0]}.", f"{where} cannot be opened: {why[1]}."),
        (
            f"Đổi {setting}, hoặc tắt chương trình đang dùng cổng (ss -lntup).",
            f"Change {setting}, or stop the program that uses the port (ss -lntup).",
        ),
    )
