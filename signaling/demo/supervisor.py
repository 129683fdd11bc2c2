"""Keeps the process of the demo's points alive, for as long as the server runs."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import msgspec

from signaling import logs

log = logs.logger(__name__)

COMMAND = (sys.executable, "-m", "signaling.demo.points")

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
"""Seconds before a process that died is started again; doubled each time."""

PROVEN_S = 60.0
"""Seconds after which a process counts as having worked, and the wait begins anew."""

TERMINATE_S = 0.7
"""Seconds that the process has to leave; the whole server has three."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What the process reads, as lines of JSON, from its standard input.

    Tokens go this way because every user of a machine may read the arguments of a process. The
    first line says everything; of those that follow, whenever tokens are renewed, only these count.
    """

    url: str
    meeting: str
    tokens: dict[str, str]


Issue = Callable[[], Orders]
"""Makes orders whose tokens are good from now on."""


@asynccontextmanager
async def supervised(
    issue: Issue, renew_s: float, command: Sequence[str] = COMMAND
) -> AsyncIterator[None]:
    """Run the process for as long as the block lasts, again whenever it dies.

    It gets new orders every `renew_s` seconds: a demo may run for longer than a token is good.
    """
    task = asyncio.create_task(_keep(issue, renew_s, command))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep(issue: Issue, renew_s: float, command: Sequence[str]) -> None:
    loop = asyncio.get_running_loop()
    wait = FIRST_WAIT_S
    while True:
        started = loop.time()
        code = await _once(issue, renew_s, command)
        if loop.time() - started > PROVEN_S:
            wait = FIRST_WAIT_S
        log.warning("demo process ended, starting again", code=code, seconds=wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT_S)


async def _once(issue: Issue, renew_s: float, command: Sequence[str]) -> int:
    """Run the process to its end and return its exit code; end it where we are cancelled."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        # Standard output is the server's alone: it holds the links that people copy.
        stdout=sys.stderr,
    )
    instructing = asyncio.create_task(_instruct(process.stdin, issue, renew_s))
    try:
        return await process.wait()
    finally:
        instructing.cancel()
        await asyncio.gather(instructing, return_exceptions=True)
        await asyncio.shield(_end(process))


async def _instruct(stdin: asyncio.StreamWriter | None, issue: Issue, renew_s: float) -> None:
    """Write orders again and again, until the process is gone."""
    with suppress(ConnectionError):
        while stdin is not None:
            stdin.write(msgspec.json.encode(issue()) + b"\n")
            await stdin.drain()
            await asyncio.sleep(renew_s)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(TERMINATE_S):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
