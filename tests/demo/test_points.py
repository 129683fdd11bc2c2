"""Points in a real meeting: they join, do as the play says, come back, and go."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import aiohttp
import msgspec
import pytest

from mcu import clock
from mcu.media import TICK_NS
from mcu.rtc.client import Wire
from signaling.config import Config, Data, Http, Media
from signaling.demo import encode, sounds
from signaling.demo.cast import Wish
from signaling.demo.clip import Clip
from signaling.demo.pictures import CYCLE
from signaling.demo.player import Player
from signaling.demo.point import Address, Point
from signaling.demo.points import self_service
from signaling.demo.supervisor import Orders
from signaling.protocol import MeetingInfo, Seat
from signaling.serve import running
from signaling.services import Services
from signaling.store.directory import Directory
from tests.clips import colour_clip
from tests.meeting.council import delegate
from tests.patience import PATIENCE
from tests.ports import free_port
from tests.signaling.server import fill

REST = Clip(
    tuple(colour_clip("green", 320, 180, seconds=CYCLE)),
    tuple(encode.sound(sounds.silence(CYCLE))),
)


class House:
    """A server that can be run again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self._config = Config(
            http=Http(listen=f"127.0.0.1:{free_port(socket.SOCK_STREAM)}"),
            media=Media(udp_host="127.0.0.1"),
            data=Data(directory="data"),
            base=folder,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Services]:
        async with running(self._config) as (services, self.url):
            await fill(Directory(services.database))
            yield services

    async def seat(self, point: str) -> Seat:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.url}/api/meetings/demo") as response,
        ):
            info = msgspec.json.decode(await response.read(), type=MeetingInfo)
        return next(seat for seat in info.seats if seat.point == point)

    async def until(
        self, point: str, holds: Callable[[Seat], bool], seconds: float = PATIENCE
    ) -> Seat:
        async with asyncio.timeout(seconds):
            while not holds(seat := await self.seat(point)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            return seat


def token(services: Services, point: str) -> str:
    return services.tokens.issue(
        meeting="demo",
        point=point,
        kind="point",
        now=services.clock(),
        lifetime=timedelta(hours=1),
    )


def present(seat: Seat) -> bool:
    return seat.state == "present"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@asynccontextmanager
async def playing(
    house: House, pass_: str, player: Player | None = None
) -> AsyncIterator[tuple[Point, asyncio.Task[None]]]:
    """Perform one point for as long as the block lasts; the task ends where it gives up."""
    player = player or Player(0, clock.now())
    player.learn(REST)
    one = Point("robot", pass_, player, address=Address(house.url, "demo"), wire=Wire())

    async def beat() -> None:
        async for _ in clock.ticks(TICK_NS):
            player.play(clock.now())

    async with aiohttp.ClientSession() as http:
        tasks = [asyncio.create_task(one.run(http)), asyncio.create_task(beat())]
        yield one, tasks[0]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_does_as_it_is_asked(house: House) -> None:
    player = Player(0, clock.now())
    async with house.open() as services, playing(house, token(services, "robot"), player):
        async with asyncio.timeout(PATIENCE):
            while (picture := player.asked.picture) is None or picture.height != 621:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert player.asked.audio
        await (await services.meetings.find("demo")).mute("robot", True, delegate("robot"))
        async with asyncio.timeout(PATIENCE):
            while player.asked.audio:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def test_joins_expresses_its_wishes_and_leaves(house: House) -> None:
    async with house.open() as services:
        async with playing(house, token(services, "robot")) as (point, _):
            seat = await house.until("robot", present)
            assert (seat.muted, seat.camera, seat.hand_since) == (False, True, None)
            point.want(Wish(muted=True, camera=False, hand=True))
            seat = await house.until("robot", lambda seat: seat.hand_since is not None)
            assert (seat.muted, seat.camera) == (True, False)
            point.want(Wish())
            await house.until("robot", lambda seat: seat.camera and seat.hand_since is None)
        assert (await house.until("robot", lambda seat: seat.state == "left")).muted is False


async def test_its_picture_arrives(house: House) -> None:
    async with house.open() as services, playing(house, token(services, "robot")):
        await house.until("robot", present)
        async with asyncio.timeout(PATIENCE):
            while True:
                [stats] = services.meetings.node.statistics()
                [member] = stats.members
                if member.connected and member.frames_sent > 5 and stats.frames_encoded > 5:
                    break
                await asyncio.sleep(0.05)


async def test_comes_back_with_its_wishes_when_the_server_does(house: House) -> None:
    async with house.open() as services:
        pass_ = token(services, "robot")
    async with playing(house, pass_) as (point, _):
        for _ in range(2):
            async with house.open():
                point.want(Wish(hand=True))
                seat = await house.until(
                    "robot", lambda seat: present(seat) and bool(seat.hand_since)
                )
                assert seat.camera


async def test_gives_way_to_a_newer_connection(house: House) -> None:
    async with house.open() as services:
        pass_ = token(services, "robot")
        async with playing(house, pass_) as (_, older):
            await house.until("robot", present)
            async with playing(house, pass_), asyncio.timeout(PATIENCE):
                await older
                await house.until("robot", present)


async def test_tokens_like_anybody(house: House) -> None:
    async with house.open() as services:
        orders = await self_service(house.url, "demo", ["a", "b"])
        assert set(orders.tokens) == {"a", "b"}
        claims = services.tokens.check(orders.tokens["a"], services.clock())
        assert (claims.meeting, claims.point) == ("demo", "a")
        with pytest.raises(aiohttp.ClientResponseError):
            await self_service(house.url, "demo", ["robot"])


def test_certificate_is_checked_except_on_this_machine() -> None:
    for url in ("https://127.0.0.1:8443", "https://[::1]:8443", "https://localhost"):
        assert not Address(url, "demo").checked
    for url in ("https://10.0.0.1:8443", "https://hop.example.vn"):
        assert Address(url, "demo").checked


# The process.

POINTS = (sys.executable, "-m", "signaling.demo.points")


async def started(*all_orders: Orders) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *POINTS, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdin
    for orders in all_orders:
        process.stdin.write(msgspec.json.encode(orders) + b"\n")
    process.stdin.close()
    return process


async def test_process_draws_joins_and_ends_on_a_signal(house: House) -> None:
    async with house.open() as services:
        orders = Orders(url=house.url, meeting="demo", tokens={"robot": token(services, "robot")})
        process = await started(orders)
        await house.until("robot", present)
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            _, errors = await process.communicate()
        assert (process.returncode, errors) == (0, b"")
        await house.until("robot", lambda seat: seat.state == "left")


async def test_process_comes_in_with_renewed_tokens(house: House) -> None:
    """What it was first given has expired, as after a night."""
    async with house.open() as services:
        old = Orders(url=house.url, meeting="demo", tokens={"robot": "expired"})
        new = Orders(url=house.url, meeting="demo", tokens={"robot": token(services, "robot")})
        process = await started(old, new)
        await house.until("robot", present)
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.communicate()
        assert process.returncode == 0


async def test_process_ends_with_its_parent() -> None:
    """Also when the parent has no time to say so."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, *POINTS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdin
    assert parent.stdout
    orders = Orders(url="http://127.0.0.1:9", meeting="demo", tokens={"robot": "none"})
    parent.stdin.write(msgspec.json.encode(orders) + b"\n")
    child = int(await parent.stdout.readline())
    try:
        await until(lambda: polls(child))
        parent.kill()
        await parent.wait()
        await until(lambda: not alive(child))
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:])
print(child.pid, flush=True)
child.wait()
"""


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def polls(pid: int) -> bool:
    """Whether a process has an event loop by now."""
    with suppress(OSError):
        files = Path(f"/proc/{pid}/fd").iterdir()
        return any("eventpoll" in os.readlink(file) for file in files)  # noqa: PTH115
    return False


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
