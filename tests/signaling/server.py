"""A control plane on a free port, with a node of the test's choice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import jwt
import msgspec
from aiohttp import (
    ClientConnectionResetError,
    ClientSession,
    ClientWebSocketResponse,
    WSMessage,
    WSMsgType,
    web,
)
from jwt.types import Options
from msgspec import structs

from signaling.app import assemble, runner
from signaling.config import Config, Data, Http
from signaling.leasing import Leasing
from signaling.meeting.actor import Role
from signaling.meeting.commands import Command
from signaling.meeting.told import Done, HealthTold, TalkTold
from signaling.protocol import (
    AnyServerMessage,
    Error,
    Hello,
    RecordingInfo,
    RecordingStatus,
    SeatKind,
    ServerMessage,
    Welcome,
)
from signaling.services import Services
from signaling.store.database import Database, sqlite_file, sqlite_url
from signaling.store.directory import Directory
from signaling.store.leases import Leases
from signaling.store.models import Point, Unit
from tests.database import lay_out
from tests.patience import PATIENCE
from tests.signaling.fake_node import FakeNode

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SDP = {"Content-Type": "application/sdp"}
FRAGMENT = {"Content-Type": "application/trickle-ice-sdpfrag"}
OFFER = "v=0\r\n"
KEY = bytes(range(32))
UNCHECKED: Options = {"verify_exp": False, "verify_iat": False}
"""The server's clock is the test's."""

M = TypeVar("M", bound=ServerMessage)


class NodeRecorder:
    """Records on the node and keeps nothing."""

    def __init__(self, node: FakeNode) -> None:
        self._node = node

    async def start(self, meeting: str) -> RecordingStatus:
        await self._node.start_recording(meeting, "r1")
        return RecordingStatus(on=True, since=None, id="r1")

    async def stop(self, meeting: str) -> None:
        await self._node.stop_recording(meeting)

    async def of_meeting(self, _: str) -> list[RecordingInfo]:
        return []

    async def file(self, _: str, __: str) -> tuple[Path, bool] | None:
        return None


class Server:
    """What a test needs of a running control plane."""

    def __init__(self, services: Services, node: FakeNode, http: ClientSession) -> None:
        self.services = services
        self.node = node
        self.http = http
        self.now = START

    def token(
        self,
        point: str = "a",
        *,
        meeting: str = "demo",
        kind: SeatKind = "point",
        hours: float = 1.0,
        holder: str | None = None,
        role: str = "delegate",
    ) -> str:
        issued = self.services.tokens.issue(
            meeting=meeting,
            point=point,
            kind=kind,
            now=self.now,
            lifetime=timedelta(hours=hours),
            holder=holder,
        )
        claims = jwt.decode(issued, KEY, algorithms=["HS256"], options=UNCHECKED)
        return jwt.encode(claims | {"role": role}, KEY, algorithm="HS256")

    def console_token(
        self, account: str = "khanh", *, role: Role = "operator", meeting: str = "demo"
    ) -> str:
        return self.services.tokens.issue_console(
            meeting=meeting,
            account=account,
            name=account.title(),
            role=role,
            now=self.now,
            lifetime=timedelta(hours=1),
        )

    def console_auth(self, account: str = "khanh", **options: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.console_token(account, **options)}"}

    def auth(self, point: str = "a", **options: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(point, **options)}"}

    async def join(self, point: str = "a", **options: Any) -> str:
        """Join and connect; return the session."""
        kind = options.get("kind", "point")
        path = {"point": "media", "source": "whip", "viewer": "whep"}[kind]
        headers = SDP | self.auth(point, **options)
        async with self.http.post(f"/{path}/demo", data=OFFER, headers=headers) as response:
            assert response.status == 201, await response.text()
            session = response.headers["Location"].rpartition("/")[2]
        self.node.connect(session)
        live = await self.services.meetings.find("demo")
        await self.until(lambda: point in live.conduct.state.seats.present())
        return session

    async def watch(self, account: str = "khanh") -> str:
        """Let a console see the meeting; return its session."""
        headers = SDP | self.console_auth(account)
        async with self.http.post("/whep/demo", data=OFFER, headers=headers) as response:
            assert response.status == 201, await response.text()
            session = response.headers["Location"].rpartition("/")[2]
        self.node.connect(session)
        return session

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let what runs in the background go on until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 — anything may make it true
                await asyncio.sleep(0.001)

    async def control(self, point: str = "a", **options: Any) -> "Client":
        """Open a control connection that has been welcomed."""
        client = Client(await self.http.ws_connect("/control"))
        await client.send(Hello(token=self.token(point, **options), version=1))
        client.welcome = await client.expect(Welcome)
        # The last that one is told who has just come.
        while not client.greeting or not isinstance(client.greeting[-1], TalkTold):
            client.greeting.append(await client.receive())
        return client

    async def console(self, account: str = "khanh", **options: Any) -> "Client":
        """Open a console that has been welcomed and told everything."""
        client = Client(await self.http.ws_connect("/control"))
        await client.send(Hello(token=self.console_token(account, **options), version=1))
        client.welcome = await client.expect(Welcome)
        await client.expect(HealthTold)
        return client


class Client:
    """The client's end of a control connection.

    It answers the server's pings whatever the test waits for meanwhile, as a browser does: who is
    silent for five seconds is given up, and a busy machine takes them for much less.
    """

    welcome: Welcome

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.last: dict[type[ServerMessage], ServerMessage] = {}
        """What was received last of each kind."""
        self._acts = 0
        self.greeting: list[ServerMessage] = []
        """What came behind the welcome."""
        self._came: asyncio.Queue[WSMessage] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        kind = WSMsgType.TEXT
        while kind is WSMsgType.TEXT:
            with suppress(ClientConnectionResetError):  # it pinged, and ended; its words come next
                frame = await self.socket.receive()
                kind = frame.type
                self._came.put_nowait(frame)

    async def _frame(self, within: float | None) -> WSMessage:
        """Return what came next; behind the end of the connection that again."""
        async with asyncio.timeout(within):
            frame = await self._came.get()
        if frame.type is not WSMsgType.TEXT:
            self._came.put_nowait(frame)
        return frame

    async def send(self, message: msgspec.Struct) -> None:
        await self.socket.send_str(msgspec.json.encode(message).decode())

    async def receive(self, within: float | None = PATIENCE) -> ServerMessage:
        frame = await self._frame(within)
        assert frame.type is WSMsgType.TEXT, frame
        message: ServerMessage = msgspec.json.decode(frame.data, type=AnyServerMessage)
        self.last[type(message)] = message
        return message

    async def expect(self, kind: type[M], holds: Callable[[M], bool] = lambda _: True) -> M:
        """Return the next message of a kind for which something holds, passing over others."""
        while True:
            message = await self.receive()
            if isinstance(message, kind) and holds(message):
                return message

    async def act(self, command: Command) -> Done | Error:
        """Do an act; return what the server says to it, passing over others."""
        self._acts += 1
        ref = f"act-{self._acts}"
        await self.send(structs.replace(command, ref=ref))
        while True:
            message = await self.receive()
            if isinstance(message, Done | Error) and message.ref == ref:
                return message

    async def closed(self) -> int | None:
        """Wait for the end, passing over what is said before; return the close code."""
        async with asyncio.timeout(PATIENCE):
            while (await self._frame(None)).type is WSMsgType.TEXT:
                pass
        return self.socket.close_code


async def fill(directory: Directory) -> None:
    """Make the open meeting `demo` with points a, b, c and a synthetic one, and a closed one."""
    await directory.add_units([Unit(id="u", level=1, name="Huyện Trực Ninh")])
    await directory.add_points(
        [
            *(
                Point(id=name, unit_id="u", name=f"UBND xã {name.upper()}", short_name=name)
                for name in "abc"
            ),
            Point(id="robot", name="Máy", short_name="Máy", synthetic=True),
        ]
    )
    await directory.add_meeting("demo", title="Giao ban", now=START, self_service=True)
    await directory.add_meeting("closed", title="Họp kín", now=START)
    await directory.invite("demo", ["a", "b", "c", "robot"])
    await directory.invite("closed", ["a"])


_new: list[bytes] = []
"""A database with what `fill` makes, once there is one."""


async def _filled(folder: Path) -> Database:
    """Open the folder's database, with what `fill` makes; a new one is a copy."""
    if not _new:
        with TemporaryDirectory() as name:
            lay_out(Path(name))
            database = Database(sqlite_url(Path(name)))
            await fill(Directory(database))
            await database.close()
            _new.append(sqlite_file(Path(name)).read_bytes())
    path, database = sqlite_file(folder), Database(sqlite_url(folder))
    if path.exists():
        await fill(Directory(database))
    else:
        path.write_bytes(_new[0])
    return database


async def _made(address: str) -> Database:
    """Open a migrated database elsewhere, with what `fill` makes."""
    database = Database(address)
    await fill(Directory(database))
    return database


@asynccontextmanager
async def serving(
    folder: Path,
    node: FakeNode | None = None,
    config: Config | None = None,
    address: str | None = None,
    name: str = "a",
) -> AsyncIterator[Server]:
    """Run a control plane for as long as the block lasts, on SQLite unless `address` says other."""
    node = node or FakeNode()
    config = config or Config(
        http=Http(listen="127.0.0.1:0", web_directory="dist"), data=Data(), base=folder
    )
    database = await (_made(address) if address else _filled(folder))
    server: Server

    def clock() -> datetime:
        return server.now

    services = assemble(
        config,
        node=node,
        database=database,
        recorder=NodeRecorder(node),
        key=KEY,
        leasing=Leasing(Leases(database), name),
        clock=clock,
    )
    running = runner(services)
    await running.setup()
    site = web.TCPSite(running, "127.0.0.1", 0)
    await site.start()
    host, port = running.addresses[0][:2]
    async with (
        services.meetings.running(),
        services.standing.running(),
        ClientSession(f"http://{host}:{port}") as http,
    ):
        server = Server(services, node, http)
        yield server
    await running.cleanup()
    await database.close()
