"""The whole server as a process: started, used, told to stop."""

import asyncio
import re
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from signaling.protocol import Bye, Hello, Welcome
from tests.patience import PATIENCE
from tests.server import STOP_S
from tests.signaling.server import SDP, Client
from tests.signaling.test_doctor import write_certificate

"""Seconds that a start may take on a busy machine."""

SETTINGS = """
[http]
listen = "127.0.0.1:0"
{http}
[media]
udp_host = "127.0.0.1"
udp_port = {udp}
"""


class Process:
    """A running `diemcau serve`, its URL, and what it printed up to there."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.url = ""
        self.printed = ""

    async def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; return the exit code and the seconds it took."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait(), loop.time() - started

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


def settings(folder: Path, http: str = "", udp: int = 0) -> Path:
    path = folder / "diemcau.toml"
    path.write_text(SETTINGS.format(http=http, udp=udp), encoding="utf-8")
    return path


async def diemcau(*arguments: str | Path, folder: Path) -> asyncio.subprocess.Process:
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "signaling.cli", *map(str, arguments)),
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )


@asynccontextmanager
async def served(folder: Path, *more: str, http: str = "") -> AsyncIterator[Process]:
    started = await diemcau("serve", "--config", settings(folder, http), *more, folder=folder)
    assert started.stdout is not None
    server = Process(started, folder)
    try:
        async with asyncio.timeout(PATIENCE):
            while not server.url:
                line = (await started.stdout.readline()).decode()
                assert line, server.log
                server.printed += line
                found = re.search(r"(https?://[^/\s]+)/", line)
                server.url = found.group(1) if found else ""
        yield server
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()


async def token(server: Process, *more: str) -> str:
    config = server.folder / "diemcau.toml"
    command = await diemcau("token", "--config", config, *more, folder=server.folder)
    output, _ = await command.communicate()
    assert command.returncode == 0, server.log
    return output.decode().strip()


async def test_a_meeting_made_while_it_runs_is_found_and_everybody_hears_the_end(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as server, aiohttp.ClientSession(server.url) as http:
        assert server.printed == f"Điểm Cầu: {server.url}/\n"
        made = await token(server, "--meeting", "m", "--point", "p", "--create")
        client = Client(await http.ws_connect("/control"))
        await client.send(Hello(token=made, version=1))
        welcome = await client.expect(Welcome)
        assert [seat.point for seat in welcome.seats] == ["p"]
        # Read on meanwhile: who does not answer for five seconds has gone.
        goodbye = asyncio.create_task(client.expect(Bye))
        late = await token(server, "--meeting", "m", "--point", "q", "--create")
        other = Client(await http.ws_connect("/control"))
        await other.send(Hello(token=late, version=1))
        assert [seat.point for seat in (await other.expect(Welcome)).seats] == ["p", "q"]

        stopping = asyncio.ensure_future(server.stop())
        for one, bye in ((client, goodbye), (other, other.expect(Bye))):
            assert (await bye).reason == "shutdown"
            assert await one.closed() == 1001
        code, seconds = await stopping
        assert (code, seconds < STOP_S) == (0, True)
        for line in ("server started", "control connected", "server stopping", "server stopped"):
            assert line in server.log
        assert "Traceback" not in server.log


async def test_rubbish_is_refused_by_the_real_node(tmp_path: Path) -> None:
    """Whatever is wrong with an offer, the answer is 400, and the next request is served."""
    offers = [
        "",
        "rubbish",
        "v=0\r\n",
        "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
        "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
        "v=0\r\n" + "a=x\r\n" * 5000,
        "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 1000,
        "m=" + "9" * 10_000,
        "\0" * 100,
        "v=0\r\nm=audio 99999999999999999999 UDP/TLS/RTP/SAVPF x\r\n",
    ]
    async with served(tmp_path) as server, aiohttp.ClientSession(server.url) as http:
        made = await token(server, "--meeting", "m", "--point", "p", "--create")
        headers = SDP | {"Authorization": f"Bearer {made}"}
        for offer in offers:
            async with http.post("/media/m", data=offer, headers=headers) as response:
                body = await response.json(content_type=None)
                assert (response.status, body["code"]) == (400, "sdp_invalid"), offer[:80]
        async with http.get("/readyz") as response:
            assert response.status == 200
        assert "Traceback" not in server.log


async def test_it_stops_on_ctrl_c_with_half_open_connections(tmp_path: Path) -> None:
    async with served(tmp_path) as server:
        host, port = server.url.removeprefix("http://").split(":")
        halves = [await asyncio.open_connection(host, int(port)) for _ in range(20)]
        for _, writer in halves:
            writer.write(b"POST /media/m HTTP/1.1\r\nContent-Le")
        code, seconds = await server.stop(signal.SIGINT)
        assert (code, seconds < STOP_S) == (0, True)
        for _, writer in halves:
            writer.close()


async def test_the_demo_prints_links_that_open(tmp_path: Path) -> None:
    async with served(tmp_path, "--demo") as server, aiohttp.ClientSession(server.url) as http:
        stdout = server.process.stdout
        assert stdout is not None
        text = server.printed
        async with asyncio.timeout(PATIENCE):
            while "Ctrl+C" not in text:
                text += (await stdout.readline()).decode()
        assert "UBND huyện Trực Ninh" in text
        links = re.findall(r"(\S+)/join/demo#t=(\S+)", text)
        assert len(links) == 2
        for url, made in links:
            assert url == server.url
            client = Client(await http.ws_connect("/control"))
            await client.send(Hello(token=made, version=1))
            assert (await client.expect(Welcome)).meeting.id == "demo"
            await client.socket.close()
        code, seconds = await server.stop()
        assert (code, seconds < STOP_S) == (0, True)


async def test_tls(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    write_certificate(tmp_path, now - timedelta(1), now + timedelta(90))
    http = 'tls_certificate = "cert.pem"\ntls_key = "key.pem"'
    async with served(tmp_path, http=http) as server, aiohttp.ClientSession(server.url) as client:
        trust = ssl.create_default_context(cafile=tmp_path / "cert.pem")
        trust.check_hostname = False
        async with client.get("/healthz", ssl=trust) as response:
            assert response.status == 200
        assert server.url.startswith("https://")
        assert (await server.stop())[0] == 0


async def refused(folder: Path, *more: str | Path) -> str:
    process = await diemcau("serve", *more, folder=folder)
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    assert (process.returncode, output) == (2, b"")
    log = (folder / "log").read_text()
    assert "Traceback" not in log
    return log


async def test_ports_that_are_taken_are_named(tmp_path: Path) -> None:
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        udp.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{tcp.getsockname()[1]}"
        log = await refused(tmp_path, "--config", settings(tmp_path), "--listen", listen)
        assert f"Không mở được {listen}" in log
        assert "http.listen" in log
        port = udp.getsockname()[1]
        log = await refused(tmp_path, "--config", settings(tmp_path, udp=port))
        assert f"UDP 127.0.0.1:{port} cannot be opened" in log
        assert "media.udp_port" in log


async def test_a_key_that_is_not_of_the_certificate(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    write_certificate(tmp_path, now, now + timedelta(1))
    key = (tmp_path / "key.pem").read_bytes()
    write_certificate(tmp_path, now, now + timedelta(1))
    (tmp_path / "key.pem").write_bytes(key)
    http = 'tls_certificate = "cert.pem"\ntls_key = "key.pem"'
    log = await refused(tmp_path, "--config", settings(tmp_path, http))
    assert "Không dùng được chứng chỉ TLS" in log


async def test_a_signal_during_the_start_stops_it(tmp_path: Path) -> None:
    process = await diemcau("serve", "--config", settings(tmp_path), folder=tmp_path)
    await asyncio.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        await process.communicate()
    # Before it listens for signals, the signal itself ends it.
    assert process.returncode in {0, -signal.SIGTERM}
