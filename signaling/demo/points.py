"""The process of the demo's points: `python -m signaling.demo.points`.

The server starts it and gives it its orders by standard input (see `supervisor`). By hand it takes
free points of an open meeting: `--server URL --meeting demo --point hai-hau truc-ninh`.
"""

import argparse
import asyncio
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

import aiohttp
import cv2
import msgspec

from mcu import clock
from mcu.rtc.client import Wire
from signaling import config, logs
from signaling.demo import cast
from signaling.demo.clip import AbandonedError, Studio
from signaling.demo.player import CYCLE_NS, Player
from signaling.demo.point import REQUEST_LIMIT, Address, Point
from signaling.demo.supervisor import Orders
from signaling.protocol import TokenReply, TokenRequest

log = logs.logger(__name__)

TICK: Final = 10_000_000
"""Nanoseconds between two looks at who is due: sound is sent every 20 ms, pictures every 40."""

SPREAD: Final = 3_000_000
"""Nanoseconds by which the beats of two points differ, so that not all send at once."""

NICENESS: Final = 10
"""Of the thread that draws once all have joined: from then on the meeting comes first."""

PR_SET_PDEATHSIG: Final = 1
"""prctl(2)."""


class Actor:
    """A point and the role it plays, by number in `cast.ROLES`."""

    def __init__(self, role: int, point: Point, player: Player) -> None:
        self.role = role
        self.point = point
        self.player = player
        self.ready = asyncio.Event()

    async def perform(self, http: aiohttp.ClientSession) -> None:
        """Join as soon as there is something to show."""
        await self.ready.wait()
        await self.point.run(http)


async def perform(orders: Orders, more: asyncio.StreamReader | None = None) -> None:
    """Be all the points of the orders until cancelled, or until others have taken every seat.

    `more` are further orders, a line each, for their tokens.
    """
    epoch = clock.now()
    wire = Wire()
    address = Address(orders.url.rstrip("/"), orders.meeting)
    actors = []
    for number, (name, token) in enumerate(orders.tokens.items()):
        role = number % len(cast.ROLES)
        player = Player(role, epoch + number * SPREAD)
        actors.append(Actor(role, Point(name, token, player, address=address, wire=wire), player))
    abandoned = threading.Event()
    give = asyncio.get_running_loop().call_soon_threadsafe
    threading.Thread(target=draw, args=(actors, give, abandoned.is_set), name="draw").start()
    try:
        async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as tasks:
            beside = [tasks.create_task(conduct(actors, epoch))]
            if more is not None:
                beside.append(tasks.create_task(renew([one.point for one in actors], more)))
            await asyncio.gather(*(one.perform(http) for one in actors))
            for task in beside:
                task.cancel()
    finally:
        abandoned.set()


async def renew(points: Sequence[Point], more: asyncio.StreamReader) -> None:
    """Give the points the tokens of further orders, as long as any come."""
    while line := await more.readline():
        tokens = msgspec.json.decode(line, type=Orders).tokens
        for point in points:
            if point.name in tokens:
                point.renew(tokens[point.name])


async def standard_input() -> asyncio.StreamReader:
    """Open the standard input for reading on the loop."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader


async def conduct(actors: Sequence[Actor], epoch: int) -> None:
    """Give everybody the beat, and the wishes of each cycle."""
    current = -1
    async for _ in clock.ticks(TICK):
        now = clock.now()
        cycle = (now - epoch) // CYCLE_NS
        for one in actors:
            one.player.play(now)
            if cycle != current:
                one.point.want(cast.wish(one.role, cycle))
        current = cycle


def draw(
    actors: Sequence[Actor], give: Callable[..., object], abandoned: Callable[[], bool]
) -> None:
    """Make everybody's clips, in a thread: first how they listen, so that all can join soon.

    `give` has a function called on the event loop.
    """
    try:
        studios = []
        for one in actors:
            studio = Studio(cast.ROLES[one.role], abandoned)
            give(one.player.learn, studio.rest())
            give(one.ready.set)
            studios.append(studio)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        for one, studio in zip(actors, studios, strict=True):
            for number in range(len(cast.ROLES[one.role].sentences)):
                give(partial(one.player.learn_sentence, number, studio.talk(number)))
    except AbandonedError:
        return
    except Exception:
        log.exception("demo pictures failed")


async def self_service(url: str, meeting: str, points: Sequence[str]) -> Orders:
    """Ask for tokens of points in an open meeting, as the join page does."""
    tokens = {}
    async with aiohttp.ClientSession(timeout=REQUEST_LIMIT, raise_for_status=True) as http:
        for point in points:
            asked = msgspec.json.encode(TokenRequest(point=point))
            async with http.post(
                f"{url.rstrip('/')}/api/meetings/{meeting}/token",
                data=asked,
                headers={"Content-Type": "application/json"},
                ssl=Address(url, meeting).checked,
            ) as response:
                reply = msgspec.json.decode(await response.read(), type=TokenReply)
                tokens[point] = reply.token
    return Orders(url=url, meeting=meeting, tokens=tokens)


def die_with_parent() -> None:
    """Have the kernel end this process as soon as the one that started it ends."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)


async def _main(arguments: argparse.Namespace) -> None:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    more = None
    with suppress(asyncio.CancelledError):
        if arguments.server:
            orders = await self_service(arguments.server, arguments.meeting, arguments.point)
        else:
            more = await standard_input()
            orders = msgspec.json.decode(await more.readline(), type=Orders)
        await perform(orders, more)


def main() -> None:
    """Run the process."""
    die_with_parent()
    parser = argparse.ArgumentParser(prog="points", description=__doc__)
    parser.add_argument("--server", metavar="URL")
    parser.add_argument("--meeting", metavar="ID", default="demo")
    parser.add_argument("--point", metavar="ID", nargs="+", default=[])
    logs.set_up(config.Log(level="warning"))
    # What is drawn in one thread must not take the other cores from the meeting.
    cv2.setNumThreads(1)
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    main()
