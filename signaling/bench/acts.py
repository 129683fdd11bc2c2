"""`diemcau bench acts`: from an operator's key to the mixer, and what consoles cost, at 400 points.

The control plane runs here, with a node that has no media but reports every line every 2 s and who
speaks five times a second. Another process has the pages: every point's control connection, then
consoles. `cores` are of the control plane alone, in a meeting in which nobody acts, by how many
consoles are open. An act is "call a point" after "prepare it", with all consoles open: `effect_ms`
is from the moment the key's message is written until the node is told to open the microphone,
`done_ms` until the console reads that it is done. `key_ms`, where there is a Chromium, is from a
key's press in it until its console has been painted anew.
"""

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
from aiohttp import web

from mcu import clock
from signaling.app import assemble, runner
from signaling.bench import UnavailableError
from signaling.bench.audience import SPEAKERS, Act, Plan
from signaling.bench.browser import executable
from signaling.bench.keys import pressed
from signaling.bench.measure import say
from signaling.bench.quiet_node import NoRecorder, QuietNode
from signaling.bench.server import MEETING
from signaling.clock import wall_clock
from signaling.config import Config, Http, Limits
from signaling.leasing import Leasing
from signaling.services import Services
from signaling.store.database import Database, sqlite_url
from signaling.store.directory import Directory
from signaling.store.leases import Leases
from signaling.store.models import Point

CONSOLES = (0, 1, 4)
"""How many are open while the control plane's work is measured: none, an operator, a full desk."""

TARGET_MS = 100.0
REPLY_S = 120.0
HOUR = timedelta(hours=1)


class Times(msgspec.Struct, frozen=True):
    """Of all acts, in milliseconds."""

    p50: float
    p95: float
    worst: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the control plane used, by the number of consoles, and how soon an act is felt."""

    points: int
    cores: dict[str, float]
    effect_ms: Times
    done_ms: Times
    key_ms: Times | None
    chromium: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--points", type=int, default=400, help="meeting points")
    parser.add_argument("--acts", type=int, default=50, help="how often a point is called")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each measurement")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON. 1 if an act is not felt in time."""
    result = asyncio.run(_measure(args.points, args.acts, args.seconds))
    say([result])
    return 1 if result.effect_ms.p95 > TARGET_MS else 0


async def _measure(points: int, acts: int, seconds: float) -> Result:
    node = QuietNode()
    async with _serving(node, points) as (services, url):
        plan = _plan(services, url, points, acts)
        async with _pages(plan) as pages:
            reporting = asyncio.create_task(node.report())
            cores = {}
            for number in CONSOLES:
                await pages.step(b"consoles %d" % number)
                cores[str(number)] = round(await _cores(seconds), 3)
            node.opened.clear()
            done = msgspec.json.decode(await pages.step(b"acts"), type=list[Act])
            felt, browser = await _felt(services, url, points)
            reporting.cancel()
    return Result(
        points=points,
        cores=cores,
        effect_ms=_times([at - act.sent for act, (at, _) in zip(done, node.opened, strict=True)]),
        done_ms=_times([act.done - act.sent for act in done]),
        key_ms=_times(felt) if felt else None,
        chromium=browser,
    )


async def _felt(services: Services, url: str, points: int) -> tuple[list[int], str]:
    """Press keys in a browser that has the console open; nothing where there is no browser."""
    try:
        executable("chromium")
    except UnavailableError:
        return [], ""
    token = _console(services, "browser")
    return await pressed(f"{url}/console/{MEETING}#t={token}", max(points, SPEAKERS))


async def _cores(seconds: float) -> float:
    """Return how much of a processor this process uses."""
    used, begun = time.process_time(), clock.now()
    await asyncio.sleep(seconds)
    return (time.process_time() - used) / ((clock.now() - begun) / clock.NS_PER_S)


def _times(nanoseconds: Sequence[int]) -> Times:
    times = [one / 1e6 for one in nanoseconds]
    cuts = statistics.quantiles(times, n=20)
    return Times(round(cuts[9], 1), round(cuts[18], 1), round(max(times), 1))


def _plan(services: Services, url: str, points: int, acts: int) -> Plan:
    tokens, now = services.tokens, services.clock()
    return Plan(
        url=url,
        points=[
            tokens.issue(meeting=MEETING, point=one, kind="point", now=now, lifetime=HOUR)
            for one in _names(points)
        ],
        consoles=[_console(services, f"c{number}") for number in range(max(CONSOLES))],
        acts=acts,
    )


def _console(services: Services, account: str) -> str:
    return services.tokens.issue_console(
        meeting=MEETING,
        account=account,
        name=f"Kỹ thuật {account}",
        role="operator",
        now=services.clock(),
        lifetime=HOUR,
    )


def _names(points: int) -> list[str]:
    return [f"p{index:04}" for index in range(max(points, SPEAKERS))]


@contextlib.asynccontextmanager
async def _serving(node: QuietNode, points: int) -> AsyncIterator[tuple[Services, str]]:
    """Run the control plane with a meeting; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-") as name:
        config = Config(
            http=Http(listen="127.0.0.1:0"),
            limits=Limits(requests_per_second=100_000.0, burst=100_000),
            base=Path(name),
        )
        config.data_directory.mkdir()
        database = Database(sqlite_url(config.data_directory))
        await database.migrate()
        directory = Directory(database)
        names = _names(points)
        await directory.add_points(
            Point(id=one, name=f"Điểm cầu số {one[1:]}", short_name=one) for one in names
        )
        await directory.add_meeting(MEETING, title="Kỳ họp", now=wall_clock())
        await directory.invite(MEETING, names)
        services = assemble(
            config,
            node=node,
            database=database,
            recorder=NoRecorder(),
            key=bytes(range(32)),
            leasing=Leasing(Leases(database), "bench"),
        )
        app = runner(services)
        await app.setup()
        try:
            await web.TCPSite(app, "127.0.0.1", 0).start()
            async with services.meetings.running():
                yield services, f"http://127.0.0.1:{app.addresses[0][1]}"
        finally:
            await app.cleanup()
            await database.close()


class Pages:
    """The process that has the pages."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def step(self, step: bytes) -> bytes:
        """Have a step done; return what it came to."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the pages' process has no pipes")
        self._process.stdin.write(step + b"\n")
        line = await asyncio.wait_for(self._process.stdout.readline(), REPLY_S)
        if not line:
            raise RuntimeError("the pages' process has ended; its error is above")
        return line


@contextlib.asynccontextmanager
async def _pages(plan: Plan) -> AsyncIterator[Pages]:
    """Have every point's page open."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.bench.audience"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    pages = Pages(process)
    try:
        await pages.step(msgspec.json.encode(plan))
        yield pages
    finally:
        process.terminate()
        await process.wait()
