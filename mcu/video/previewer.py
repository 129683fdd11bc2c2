"""The next scene, drawn before it goes on air."""

import asyncio

from mcu.media import Picture
from mcu.video.compose import Composer
from mcu.video.record_view import View
from mcu.video.still import jpeg


class Previewer:
    """Draws scenes on a canvas of its own, one at a time, beside the threads that must be on time.

    It is made with the first preview, and paints only what differs from the last one.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._composer: Composer | None = None
        self._drawing = asyncio.Lock()

    async def draw(self, view: View, width: int) -> bytes:
        """Return a view as JPEG, `width` pixels wide."""
        async with self._drawing:
            return await asyncio.to_thread(self._draw, view, width)

    def _draw(self, view: View, width: int) -> bytes:
        composer = self._composer = self._composer or Composer(*self._size)
        composer.compose(*view)
        canvas = composer.canvas
        return jpeg(Picture(canvas.y, canvas.u, canvas.v, 0), width)
