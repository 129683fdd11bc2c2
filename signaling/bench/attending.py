"""The control connections of clients that obey."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import aiohttp

from signaling.bench.obedient import Obedient
from signaling.demo.control import Control, connect
from signaling.protocol import Mute


@contextlib.asynccontextmanager
async def attending(
    url: str, tokens: Sequence[str], players: Sequence[Obedient], talking: int
) -> AsyncIterator[None]:
    """Connect each player, in the order of their tokens; all but the first `talking` are muted.

    Raises an ExceptionGroup if one of them fails or ends, at once and in the block too.
    """
    loop = asyncio.get_running_loop()
    connector = aiohttp.TCPConnector(limit=0)  # by itself it would let a hundred in, and no more
    async with aiohttp.ClientSession(connector=connector) as http, asyncio.TaskGroup() as group:
        greeted = [loop.create_future() for _ in players]
        tasks = [
            group.create_task(
                _attend(connect(http, url, token, player.obey), number >= talking, done)
            )
            for number, (token, player, done) in enumerate(
                zip(tokens, players, greeted, strict=True)
            )
        ]
        await asyncio.gather(*greeted)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


async def _attend(
    connection: contextlib.AbstractAsyncContextManager[Control],
    muted: bool,
    greeted: asyncio.Future[None],
) -> None:
    async with connection as control:
        await control.say(Mute(muted=muted))
        greeted.set_result(None)
        await control.run()
