"""The process of a meeting's pages without media: `python -m signaling.bench.audience`.

It gets a plan by standard input, takes every seat, then does a step for each line that follows:
`consoles N` opens so many in all, `acts` calls one speaker after another. A line of JSON answers.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import aiohttp
import msgspec

from mcu import clock
from signaling.bench.server import MEETING
from signaling.meeting.commands import CallFloor, Command, GrantMic, PrepareFloor
from signaling.meeting.told import Done
from signaling.protocol import AnyServerMessage, Error, Hello, Mute, Ping, Welcome

PING_S = 2.0
SPEAKERS = 10
"""Points that have granted to be opened, and are called in turn."""

BETWEEN_S = 0.1
"""Seconds between two acts: an operator who is in a hurry."""


class OverError(Exception):
    """Ends the task group, whose pages would be read for ever."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where the meeting is, with tokens for each seat and each console."""

    url: str
    points: list[str]
    consoles: list[str]
    acts: int


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """When (monotonic nanoseconds) who was called, and when the console was told it is done."""

    sent: int
    done: int


class Page:
    """One control connection, which is kept alive and read by itself."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.done = asyncio.Event()
        self.done_at = 0

    async def say(self, message: msgspec.Struct) -> None:
        """Send a message."""
        await self._socket.send_str(msgspec.json.encode(message).decode())

    async def read(self) -> None:
        """Read as a page does, for ever."""
        async for frame in self._socket:
            now = clock.now()
            # Only what is looked for is decoded: the machine is the server's.
            if frame.data.startswith('{"type":"done"'):
                msgspec.json.decode(frame.data, type=Done)
                self.done_at = now
                self.done.set()
            elif frame.data.startswith('{"type":"error"'):
                error = msgspec.json.decode(frame.data, type=Error)
                raise RuntimeError(f"{error.about}: {error.message_en}")

    async def ping(self) -> None:
        """Say that we are here."""
        while True:
            await self.say(Ping(t=0.0))
            await asyncio.sleep(PING_S)

    async def act(self, command: Command) -> Act:
        """Do an act, and wait until it is done."""
        self.done.clear()
        sent = clock.now()
        await self.say(command)
        await self.done.wait()
        return Act(sent=sent, done=self.done_at)


async def attend(plan: Plan, steps: AsyncIterator[bytes]) -> None:
    """Carry the steps out, for as long as there are any."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http, asyncio.TaskGroup() as tasks:
        for number, token in enumerate(plan.points):
            page = await _seat(http, plan.url, token, tasks)
            if number < SPEAKERS:
                await page.act(GrantMic(on=True, ref="g"))
                await page.say(Mute(muted=True))
        _reply(b"joined")
        consoles: list[Page] = []
        async for step in steps:
            if step.startswith(b"consoles "):
                more = plan.consoles[len(consoles) : int(step.split()[1])]
                consoles += [await open_page(http, plan.url, one, tasks) for one in more]
                _reply(b"open")
            else:
                _reply(msgspec.json.encode(await _lead(consoles[0], plan.acts)))
        raise OverError


async def _lead(console: Page, count: int) -> list[Act]:
    """Call one speaker after another."""
    acts = []
    for number in range(count):
        speaker = f"p{number % SPEAKERS:04}"
        await console.act(PrepareFloor(point=speaker, ref="p"))
        await asyncio.sleep(BETWEEN_S)
        acts.append(await console.act(CallFloor(point=speaker, limit_s=300, ref="c")))
        await asyncio.sleep(BETWEEN_S)
    return acts


async def _seat(
    http: aiohttp.ClientSession, url: str, token: str, tasks: asyncio.TaskGroup
) -> Page:
    """Take a seat: a control connection, and media of which the node wants nothing."""
    page = await open_page(http, url, token, tasks)
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {token}"}
    async with http.post(f"{url}/media/{MEETING}", data="v=0\r\n", headers=headers) as answer:
        answer.raise_for_status()
    return page


async def open_page(
    http: aiohttp.ClientSession, url: str, token: str, tasks: asyncio.TaskGroup
) -> Page:
    """Greet by a control connection, which the tasks then keep alive and read."""
    socket = await http.ws_connect(f"{url}/control", max_msg_size=0)
    page = Page(socket)
    await page.say(Hello(token=token, version=1))
    welcome = msgspec.json.decode((await socket.receive()).data, type=AnyServerMessage)
    if not isinstance(welcome, Welcome):
        raise TypeError(f"not welcomed: {welcome}")
    tasks.create_task(page.read())
    tasks.create_task(page.ping())
    return page


def _reply(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


async def _main() -> None:
    reader = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    plan = msgspec.json.decode(await reader.readline(), type=Plan)

    async def steps() -> AsyncIterator[bytes]:
        while line := (await reader.readline()).strip():
            yield line

    try:
        await attend(plan, steps())
    except* OverError:
        pass


if __name__ == "__main__":
    asyncio.run(_main())
