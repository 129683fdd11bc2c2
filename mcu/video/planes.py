"""The three planes of a libav frame as numpy views: the one place where pixels change hands."""

import av
import numpy as np

from mcu.media import Picture, Plane
from mcu.video.layout import Rect


def views(frame: av.VideoFrame) -> tuple[Plane, Plane, Plane]:
    """Return luma (h, w) and both chroma planes (⌈h/2⌉, ⌈w/2⌉) of a yuv420p frame, without a copy.

    Each view keeps its plane alive and the plane its frame, so the memory stays as long as any
    view of it. Rows of libav's frames are padded: a view's row stride may be larger than its width.
    """
    y, u, v = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )
    return y, u, v


def copied(picture: Picture) -> Picture:
    """Return a picture in memory of its own: whose frame it was may use that again."""
    return Picture(picture.y.copy(), picture.u.copy(), picture.v.copy(), picture.pts)


def part(picture: Picture, rect: Rect) -> Picture:
    """Return what is within a rectangle of a picture, sharing its planes."""
    x, y, w, h = rect
    luma = np.s_[y : y + h, x : x + w]
    chroma = np.s_[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
    return Picture(picture.y[luma], picture.u[chroma], picture.v[chroma], picture.pts)
