"""The next scene as a picture, before it goes on air."""

import asyncio

from mcu.scene import Scene
from signaling.stage import Stage
from signaling.stills import Stills

FRESH_S = 0.25
"""Seconds for which a preview is new enough: people compose, they do not watch it as a film."""


class Previews:
    """Draws what is asked for, one at a time; those who ask for the same get the same picture."""

    def __init__(self, stage: Stage, stills: Stills) -> None:
        self._stage = stage
        self._stills = stills
        self._lock = asyncio.Lock()
        self._last: tuple[Scene, bytes] | None = None
        self._drawn = 0.0

    async def of(self, scene: Scene) -> bytes | None:
        """Return a scene as JPEG; None while nobody is there.

        Points that are off screen are asked for a small picture, and are in the next one.
        """
        loop = asyncio.get_running_loop()
        async with self._lock:
            if (early := self._drawn + FRESH_S - loop.time()) > 0:
                if self._last is not None and self._last[0] == scene:
                    return self._last[1]
                await asyncio.sleep(early)
            found = await self._stage.preview(scene)
            if found is None:
                return None
            await self._stills.need(found.members)
            self._last, self._drawn = (scene, found.picture), loop.time()
            return found.picture
