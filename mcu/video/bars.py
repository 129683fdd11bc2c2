"""Black bars that a camera or a converter sends with its picture, found and cut off.

An old conference camera sends 4:3 inside 16:9, a phone held upright a narrow picture between two
bars; in a small tile a third of the room would be lost to them. Bars are only believed that stay:
a dark room, a covered lens or a film that begins in black change nothing.
"""

from typing import Final

import numpy as np

from mcu.clock import NS_PER_S
from mcu.media import Picture, Plane
from mcu.video.layout import Rect

LOOK_NS: Final = NS_PER_S
"""Nanoseconds between two looks; one takes 50 µs at 640×360."""

BELIEVED: Final = 3
"""Looks that have to find the same bars before they are cut off."""

BLACK: Final = 24
"""Luma up to which a row is black: 16, and what codecs make of it."""

LIT: Final = 40
"""Mean luma that a picture has at least inside its bars; darker ones have no edge to be sure of."""

LEAST: Final = 0.03
"""Part of the width or height below which a bar is left alone: it costs nothing to speak of."""

MOST: Final = 0.4
"""Part of the width or height that a bar takes at most: a phone's picture in 16:9 has a third."""

SLACK: Final = 4
"""Pixels by which two looks may differ and have found the same."""


class Bars:
    """Knows the bars of one member's pictures. For one thread at a time; times are in ns."""

    def __init__(self) -> None:
        self._due = 0
        self._size = 0, 0
        self._found: Rect | None = None
        self._times = 0
        self._cut: Rect | None = None

    def cut(self, picture: Picture) -> Picture:
        """Return a picture without its bars, sharing its planes."""
        size = picture.width, picture.height
        if size != self._size:
            self._size, self._found, self._cut, self._times = size, None, None, 0
            self._due = picture.pts
        if picture.pts >= self._due:
            self._due = picture.pts + LOOK_NS
            self._look(picture.y)
        if self._cut is None:
            return picture
        x, y, w, h = self._cut
        luma = np.s_[y : y + h, x : x + w]
        chroma = np.s_[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
        return Picture(picture.y[luma], picture.u[chroma], picture.v[chroma], picture.pts)

    def _look(self, luma: Plane) -> None:
        found = inside(luma)
        if found is None:  # too dark to tell
            return
        if self._found is not None and _alike(found, self._found):
            self._times += 1
        else:
            self._found, self._times = found, 1
        whole = found == Rect(0, 0, luma.shape[1], luma.shape[0])
        if self._cut is not None and not _alike(found, self._cut):
            self._cut = None  # something is where the bars were: nothing of it is to be lost
        if self._times >= BELIEVED and not whole:
            self._cut = self._found


def inside(luma: Plane) -> Rect | None:
    """Return where a picture is inside its bars, the whole where it has none; None if too dark."""
    height, width = luma.shape
    top, bottom = _edges(luma.max(axis=1), height)
    left, right = _edges(luma[top : height - bottom].max(axis=0), width)
    x, y = -(-left // 2) * 2, -(-top // 2) * 2
    w, h = (width - right - x) // 2 * 2, (height - bottom - y) // 2 * 2
    if float(luma[y : y + h, x : x + w].mean()) < LIT:
        return None
    return Rect(x, y, w, h) if left or right or top or bottom else Rect(0, 0, width, height)


def _edges(brightest: Plane, length: int) -> tuple[int, int]:
    """Return how many rows or columns are black at both ends, 0 for those that are no bars."""
    lit = np.flatnonzero(brightest > BLACK)
    if not lit.size:
        return 0, 0
    ends = int(lit[0]), length - 1 - int(lit[-1])
    first, last = (n if LEAST * length <= n <= MOST * length else 0 for n in ends)
    return first, last


def _alike(one: Rect, other: Rect) -> bool:
    return all(abs(a - b) <= SLACK for a, b in zip(one, other, strict=True))
