"""One scene going over into the next: both at once for a few pictures, each ever less or more."""

from typing import Final

import cv2
import numpy as np

from mcu.clock import NS_PER_S
from mcu.video.canvas import Canvas

FADE_NS: Final = NS_PER_S * 6 // 25
"""Six pictures of 25 a second: one sees that the scene changes, and waits for nothing."""


class Fader:
    """Lays what was on a canvas over what is, for one canvas's thread. Times are in ns.

    A fade costs a copy at its beginning and 0.5 ms a picture on a canvas of 1280×720, which is
    about what graphics cost; without one, nothing.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._since: int | None = None
        self._before: Canvas | None = None
        self._mixed: Canvas | None = None

    def begin(self, canvas: Canvas, now: int) -> None:
        """Go over from what is on a canvas now; one that is under way goes on from there."""
        shown = self._mixed if self._since is not None and self._mixed is not None else canvas
        self._before = self._before or Canvas(*self._size)
        for source, into in zip(_planes(shown), _planes(self._before), strict=True):
            np.copyto(into, source)
        self._since = now

    def cut(self) -> None:
        """Have nothing of what was there be seen any more."""
        self._since = None

    def over(self, canvas: Canvas, now: int) -> Canvas:
        """Return what is to be seen: the canvas itself once it has come up."""
        if self._since is None or self._before is None:
            return canvas
        part = (now - self._since) / FADE_NS
        if part >= 1:
            self._since = None
            return canvas
        part = max(part, 0.0)
        mixed = self._mixed = self._mixed or Canvas(*self._size)
        for old, new, into in zip(
            _planes(self._before), _planes(canvas), _planes(mixed), strict=True
        ):
            cv2.addWeighted(old, 1 - part, new, part, 0, dst=into)
        return mixed


def _planes(canvas: Canvas) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.uint8]], ...]:
    return canvas.y, canvas.u, canvas.v
