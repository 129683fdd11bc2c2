"""A real `diemcau serve` in a process of its own, for tests that need the whole of it."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import jwt

from signaling import secret
from signaling.protocol import SeatKind
from signaling.store.database import Database, sqlite_url
from signaling.store.directory import Directory
from signaling.store.models import Point
from signaling.tokens import Tokens
from tests.database import lay_out
from tests.patience import PATIENCE
from tests.ports import free_port

DIEMCAU = Path(sys.prefix) / "bin" / "diemcau"


STOP_S = 20.0
"""Within this a SIGTERM has ended the meetings and finished the recordings: it takes a second, or a
minute where a client that never goes is waited for."""


class ServerError(Exception):
    """The server did not do as it was told; its log is in the message."""


@dataclass(slots=True)
class Server:
    """One server with a data directory. It keeps its ports, so it can be started again."""

    folder: Path
    http_port: int
    udp_port: int
    udp_host: str = ""
    demo: bool = False
    settings: str = ""
    media: str = ""
    _process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @classmethod
    def in_folder(
        cls,
        folder: Path,
        *,
        udp_host: str = "",
        demo: bool = False,
        settings: str = "",
        media: str = "",
    ) -> "Server":
        """Choose free ports; `settings` is TOML with further sections, `media` more of that one.

        Browsers offer no address of the loopback interface, so media goes by the others.
        """
        folder.mkdir(parents=True, exist_ok=True)
        tcp, udp = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
        return cls(folder, tcp, udp, udp_host, demo, settings, media)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "diemcau.toml"

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """What the server has written so far."""
        path = self.folder / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it, and wait until meetings can be joined."""
        self.config.write_text(
            f'[http]\nlisten = "127.0.0.1:{self.http_port}"\n'
            f'[media]\nudp_host = "{self.udp_host}"\nudp_port = {self.udp_port}\n{self.media}'
            f'[data]\ndirectory = "data"\n{self.settings}',
            encoding="utf-8",
        )
        arguments = ["serve", "--config", str(self.config), *(["--demo"] if self.demo else [])]
        with (self.folder / "server.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                DIEMCAU, *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            async with asyncio.timeout(PATIENCE):
                await self._ready()
        except TimeoutError:
            raise ServerError(f"not ready within {PATIENCE} s\n{self.log}") from None

    async def stop(self, *, within: float = STOP_S) -> int:
        """Send SIGTERM and return the exit code; raises where it takes longer than promised."""
        process = self._process
        if process is None:
            return 0
        self._process = None
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(within):
                return await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise ServerError(f"did not stop within {within} s\n{self.log}") from None

    async def kill9(self) -> None:
        """Kill it at once, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
        self._process = None

    async def plan(self, meeting: str, title: str, points: dict[str, str]) -> None:
        """Write a meeting to the database; points (id → name) in the order of the picture."""
        async with self.directory() as directory:
            await directory.add_points(
                Point(id=point, name=name, short_name=name) for point, name in points.items()
            )
            await directory.add_meeting(meeting, title=title, now=datetime.now(UTC))
            await directory.invite(meeting, list(points))

    @asynccontextmanager
    async def directory(self) -> AsyncIterator[Directory]:
        """Open the directory in the data, to write to it before the start."""
        secret.prepare(self.data)
        lay_out(self.data)
        database = Database(sqlite_url(self.data))
        try:
            yield Directory(database)
        finally:
            await database.close()

    def token(
        self, meeting: str, point: str, *, kind: SeatKind = "point", role: str = "delegate"
    ) -> str:
        """Sign a join token, as `diemcau token` does, of any role."""
        key = secret.key(self.data)
        issued = Tokens(key).issue(
            meeting=meeting,
            point=point,
            kind=kind,
            now=datetime.now(UTC),
            lifetime=timedelta(hours=1),
        )
        claims = jwt.decode(issued, key, algorithms=["HS256"])
        return jwt.encode(claims | {"role": role}, key, algorithm="HS256")

    def link(self, meeting: str, point: str) -> str:
        """Return the link that brings a person into a meeting as a point."""
        return f"{self.url}/join/{meeting}#t={self.token(meeting, point)}"

    def console(self, meeting: str) -> str:
        """Return the link that opens an operator's console."""
        token = self.console_token(meeting, "hoa", "Nguyễn Thị Hòa")
        return f"{self.url}/console/{meeting}#t={token}"

    def console_token(self, meeting: str, account: str, name: str = "") -> str:
        """Sign a token with which an operator leads a meeting from a console."""
        return Tokens(secret.key(self.data)).issue_console(
            meeting=meeting,
            account=account,
            name=name,
            role="operator",
            now=datetime.now(UTC),
            lifetime=timedelta(hours=1),
        )

    async def _ready(self) -> None:
        assert self._process is not None
        async with aiohttp.ClientSession() as http:
            while True:
                if self._process.returncode is not None:
                    raise ServerError(f"ended with {self._process.returncode}\n{self.log}")
                try:
                    async with http.get(f"{self.url}/readyz") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientConnectionError:
                    pass
                await asyncio.sleep(0.05)
