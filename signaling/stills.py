"""Stills of points: those asked for lately are had at hand, also while they are off screen."""

import asyncio
from collections.abc import Sequence

from signaling.stage import Stage

WIDTH = 320
"""Pixels of a still that somebody looks at."""

KEPT_S = 15.0
"""Seconds after the last question until a point off screen need send no picture any more."""

PATIENCE_S, LOOK_S = 4.0, 0.25
"""Seconds in which a point off screen should have sent one, and between two looks."""


class Stills:
    """Asks the node for pictures, and says of whom it should have them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._asked: dict[str, float] = {}
        self._watched: tuple[str, ...] = ()

    async def of(self, point: str) -> bytes | None:
        """Return the last picture of a point as JPEG; None while there is none."""
        await self._ask([point])
        return await self._stage.still(point, WIDTH)

    async def of_all(self, points: Sequence[str]) -> dict[str, bytes]:
        """Return the pictures of these points, waiting a little for those off screen."""
        loop = asyncio.get_running_loop()
        until, found = loop.time() + PATIENCE_S, dict[str, bytes]()
        while True:
            await self._ask(points)
            for point in points:
                if point not in found and (still := await self._stage.still(point, WIDTH)):
                    found[point] = still
            if len(found) == len(points) or loop.time() >= until:
                return found
            await asyncio.sleep(LOOK_S)

    async def need(self, points: Sequence[str]) -> None:
        """Have pictures of these points at hand for a while."""
        await self._ask(points)

    async def tidy(self, now: float) -> None:
        """Need no more pictures that nobody asks for; called every second."""
        self._asked = {one: at for one, at in self._asked.items() if now - at < KEPT_S}
        watched = tuple(sorted(self._asked))
        if watched != self._watched:
            self._watched = watched
            await self._stage.watch(watched)

    async def _ask(self, points: Sequence[str]) -> None:
        now = asyncio.get_running_loop().time()
        self._asked |= dict.fromkeys(points, now)
        await self.tidy(now)
