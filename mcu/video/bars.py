"""Black bars that a camera or a converter sends with its picture, found and cut off.

An old conference camera sends 4:3 inside 16:9, a phone held upright a narrow picture between two
bars; in a small tile a third of the room would be lost to them. A dark hall, a black curtain or a
dark suit is none: bars are equally thick on both sides, end along a line that is lit, and stay.
Where something has appeared in what was taken for bars, others are believed less and less.
"""

from typing import Final

import numpy as np

from mcu.clock import NS_PER_S
from mcu.media import Picture, Plane
from mcu.video.layout import Rect
from mcu.video.planes import part

LOOK_NS: Final = NS_PER_S
"""Nanoseconds between two looks; one takes 50 µs at 640×360."""

BELIEVED: Final = 3
"""Looks that have to find the same bars before they are cut off."""

DOUBTED: Final = 8
"""How many times as many have to, once bars were wrong; a picture that is now whole and now cut is
worse than bars.
"""

UNEVEN: Final = 0.03
"""Part of the width or height by which the bars of two sides may differ."""

EDGE: Final = 1 / 3
"""Part of the row or column beside a bar that is not black: beside a dark corner only a face is."""

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
        self._needed = BELIEVED
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
        return picture if self._cut is None else part(picture, self._cut)

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
            self._needed *= DOUBTED
        if self._times >= self._needed and not whole:
            self._cut = self._found


def inside(luma: Plane) -> Rect | None:
    """Return where a picture is inside its bars, the whole where it has none; None if too dark."""
    height, width = luma.shape
    top, bottom = _edges(luma, luma.max(axis=1))
    rows = luma[top : height - bottom]
    left, right = _edges(rows.T, rows.max(axis=0))
    x, y = -(-left // 2) * 2, -(-top // 2) * 2
    w, h = (width - right - x) // 2 * 2, (height - bottom - y) // 2 * 2
    if float(luma[y : y + h, x : x + w].mean()) < LIT:
        return None
    return Rect(x, y, w, h) if left or right or top or bottom else Rect(0, 0, width, height)


def _edges(lines: Plane, brightest: Plane) -> tuple[int, int]:
    """Return how many lines are bars at both ends, none or some at each; `brightest` is of each."""
    lit = np.flatnonzero(brightest > BLACK)
    length = len(lines)
    if not lit.size:
        return 0, 0
    first, last = int(lit[0]), length - 1 - int(lit[-1])
    thick = all(LEAST * length <= n <= MOST * length for n in (first, last))
    if not thick or abs(first - last) > UNEVEN * length:
        return 0, 0
    beside = lines[first + SLACK], lines[length - 1 - last - SLACK]
    ends = all(float((line > BLACK).mean()) >= EDGE for line in beside)
    return (first, last) if ends else (0, 0)


def _alike(one: Rect, other: Rect) -> bool:
    return all(abs(a - b) <= SLACK for a, b in zip(one, other, strict=True))
