"""The canvas in a smaller size, scaled once for all renditions of that size."""

import av

from mcu.video.canvas import Canvas
from mcu.video.scale import scale


class Reduced:
    """A small copy of a canvas; used on the canvas's thread only.

    Measured from 1280×720, all three planes: 0.16 ms to 640×360, 0.14 ms to 320×180.
    """

    def __init__(self, width: int, height: int) -> None:
        self._copy = Canvas(width, height)

    def of(self, canvas: Canvas) -> av.VideoFrame:
        """Copy what is on the canvas; the frame is the same object each time."""
        copy = self._copy
        for source, into in ((canvas.y, copy.y), (canvas.u, copy.u), (canvas.v, copy.v)):
            scale(source, into)
        return copy.frame
