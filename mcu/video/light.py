"""Exposure and white balance of one member's pictures, brought half way to those of the others.

Halls differ: one point sits before a window, another under a lamp. Side by side on a wall that is
restless. The curve is bent rather than shifted, so that black and white stay what they are, and it
goes over slowly, so that nobody sees it work.
"""

from typing import Final

import cv2
import numpy as np

from mcu.clock import NS_PER_S
from mcu.media import Picture, Plane

LOOK_NS: Final = NS_PER_S // 5
"""Nanoseconds between two looks: each 64th pixel, 10 µs."""

MIDDLE: Final = 112.0
"""Mean luma of a well exposed hall."""

HALF: Final = 0.5
"""How far a picture is brought to that: a dark hall may look like one."""

MOST_BENT: Final = 1.6
"""The most by which the curve is bent either way; more shows the noise of the camera."""

MOST_TINTED: Final = 8.0
"""The most by which a chroma plane is shifted: a red flag on a white wall is to stay one."""

PACE: Final = 0.06
"""Part of the way that is gone at each look: most of it in three seconds."""

_BLACK, _RANGE = 16.0, 219.0
_CODES = np.arange(256, dtype=np.float64)


class Light:
    """Evens the pictures of one member. For one thread at a time; times are in ns."""

    def __init__(self) -> None:
        self._due: int | None = None
        self._bend = self._tint_u = self._tint_v = 0.0
        self._luma = self._u = self._v = _CODES.astype(np.uint8)

    def even(self, picture: Picture) -> Picture:
        """Return a picture in the light that it has by now; of tile size it takes 30 µs."""
        if self._due is None or picture.pts >= self._due:
            begins = self._due is None
            self._due = picture.pts + LOOK_NS
            self._look(picture, 1.0 if begins else PACE)
        y, u, v = (
            np.asarray(cv2.LUT(np.ascontiguousarray(plane), table), np.uint8)
            for plane, table in (
                (picture.y, self._luma),
                (picture.u, self._u),
                (picture.v, self._v),
            )
        )
        return Picture(y, u, v, picture.pts)

    def _look(self, picture: Picture, pace: float) -> None:
        self._bend += pace * (_bend(picture.y) - self._bend)
        self._tint_u += pace * (_tint(picture.u) - self._tint_u)
        self._tint_v += pace * (_tint(picture.v) - self._tint_v)
        part = np.clip((_CODES - _BLACK) / _RANGE, 0, 1)
        self._luma = np.rint(_BLACK + _RANGE * part ** np.exp(self._bend)).astype(np.uint8)
        self._u = np.clip(np.rint(_CODES + self._tint_u), 16, 240).astype(np.uint8)
        self._v = np.clip(np.rint(_CODES + self._tint_v), 16, 240).astype(np.uint8)


def _bend(luma: Plane) -> float:
    """Return the logarithm of the exponent that brings a mean half way to the middle."""
    mean = float(np.clip((luma[::8, ::8].mean() - _BLACK) / _RANGE, 0.02, 0.98))
    wanted = (MIDDLE - _BLACK) / _RANGE
    bend = HALF * np.log(np.log(wanted) / np.log(mean))
    return float(np.clip(bend, -np.log(MOST_BENT), np.log(MOST_BENT)))


def _tint(chroma: Plane) -> float:
    """Return the shift that brings a chroma plane half way to grey."""
    return float(np.clip(HALF * (128 - chroma[::8, ::8].mean()), -MOST_TINTED, MOST_TINTED))
