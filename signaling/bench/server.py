"""A real `diemcau serve` in a data directory of its own, to be measured."""

import asyncio
import contextlib
import json
import math
import re
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from signaling import secret
from signaling.bench import slow
from signaling.bench.processes import Usage, held, threads, usage
from signaling.store.database import Database, sqlite_url
from signaling.store.directory import Directory
from signaling.store.models import Point
from signaling.tokens import Tokens

MEETING = "bench"
LOOPBACK = "127.0.0.1"
START_LIMIT = 90.0
"""Seconds until a server must be ready."""

STOP_LIMIT = 5.0
"""Seconds a server may take to end after SIGTERM; it promises 3."""

_SETTINGS = """
[http]
listen = "127.0.0.1:{port}"
[media]
udp_host = "{host}"
udp_port = {udp}
max_points = 10000
[data]
directory = "data"
[limits]
requests_per_second = 100000.0
burst = 100000
[log]
level = "warning"
"""


class Server:
    """A running server with one meeting, and a join token for each of its points.

    `media` is the address of its UDP socket, `console` the token of an operator.
    """

    def __init__(
        self,
        url: str,
        media: tuple[str, int],
        tokens: Sequence[str],
        *,
        console: str,
        process: asyncio.subprocess.Process,
        log: Path,
    ) -> None:
        self.url = url
        self.media = media
        self.tokens = tokens
        self.console = console
        self._process = process
        self._log = log

    def usage(self) -> Usage:
        """Processor time and memory of the server and its children so far."""
        return usage(self._process.pid)

    def threads(self) -> dict[str, float]:
        """Processor time of the server's own threads so far, by name."""
        return threads(self._process.pid)

    def errors(self) -> int:
        """Lines of the server's log so far that are errors, unhandled exceptions among them."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        return sum('"level": "error"' in one or "Traceback" in one for one in lines)

    def exceptions(self) -> int:
        """Stacks in the server's log so far: of exceptions that nobody has handled."""
        return self._log.read_text(encoding="utf-8").count("Traceback (most recent call last)")

    async def tasks(self) -> int:
        """Tasks of the server's event loop now."""
        (line,) = await self._metrics("diemcau_tasks ")
        return int(float(line.split()[1]))

    async def used_mib(self) -> float | None:
        """Memory of the C library in use, without holes; None where the system does not tell."""
        (line,) = await self._metrics("diemcau_memory_used_bytes ")
        used = float(line.split()[1])
        return None if math.isnan(used) else round(used / (1 << 20), 1)

    async def heights(self) -> dict[int, int]:
        """How many members are sent a picture of which height now, 0 for none."""
        lines = await self._metrics("diemcau_members_watching{")
        counts = [(re.search(r'height="(\d+)"', one), one.split()[-1]) for one in lines]
        return {int(height[1]): int(float(count)) for height, count in counts if height}

    async def _metrics(self, name: str) -> list[str]:
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/metrics") as answer:
            text = await answer.text()
        return [one for one in text.splitlines() if one.startswith(name)]

    def held(self) -> tuple[int, int]:
        """Threads and open files of the server now."""
        return held(self._process.pid)


@contextlib.asynccontextmanager
async def server(points: int, host: str = LOOPBACK) -> AsyncIterator[Server]:
    """Run a server with a meeting of `points` points; RuntimeError if it does not start.

    `host` is the address of its UDP socket.
    """
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-") as name:
        base = Path(name)
        tokens, console = await _prepare(base / "data", points)
        port, udp = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
        settings = base / "bench.toml"
        settings.write_text(_SETTINGS.format(port=port, udp=udp, host=host), encoding="utf-8")
        log = base / "log"
        with log.open("wb") as stderr:
            process = await asyncio.create_subprocess_exec(
                *slow.command("signaling.cli", "serve", "--config", str(settings)),
                stderr=stderr,
            )
        url = f"http://127.0.0.1:{port}"
        try:
            await asyncio.wait_for(_ready(url, process), START_LIMIT)
            yield Server(url, (host, udp), tokens, console=console, process=process, log=log)
        finally:
            await _stop(process)
            sys.stderr.write(log.read_text(encoding="utf-8"))


async def _prepare(data: Path, points: int) -> tuple[list[str], str]:
    """Write the meeting to the server's database before it starts; return the tokens of all."""
    secret.prepare(data)
    now = datetime.now(UTC)
    names = [f"p{index:04}" for index in range(points)]
    database = Database(sqlite_url(data))
    try:
        await database.migrate()
        directory = Directory(database)
        await directory.add_points(
            Point(id=name, name=f"Điểm cầu số {name[1:]}", short_name=name) for name in names
        )
        await directory.add_meeting(MEETING, title="Đo năng lực hệ thống", now=now)
        await directory.invite(MEETING, names)
    finally:
        await database.close()
    tokens, lifetime = Tokens(secret.key(data)), timedelta(hours=2)
    console = tokens.issue_console(
        meeting=MEETING,
        account="bench",
        name="Kỹ thuật trung tâm",
        role="operator",
        now=now,
        lifetime=lifetime,
    )
    return [
        tokens.issue(meeting=MEETING, point=name, kind="point", now=now, lifetime=lifetime)
        for name in names
    ], console


def free_port(kind: socket.SocketKind) -> int:
    """Return a port of loopback that nobody has now."""
    with socket.socket(type=kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def _ready(url: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as http:
        while process.returncode is None:
            with contextlib.suppress(aiohttp.ClientConnectionError):
                async with http.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)
    raise RuntimeError(f"the server ended with {process.returncode}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_LIMIT)
    except TimeoutError:
        process.kill()
        await process.wait()
        sys.stderr.write(json.dumps({"warning": "the server had to be killed"}) + "\n")
