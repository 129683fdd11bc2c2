"""The colours of the mixed picture, as I420 values (BT.601, limited range)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Colour(NamedTuple):
    """One colour: luma 16…235, chroma 16…240."""

    y: int
    u: int
    v: int


def colour(rgb: str) -> Colour:
    """Return the I420 value of a colour written as in CSS, "#rrggbb" (BT.601, section 2.5)."""
    r, g, b = (int(rgb[i : i + 2], 16) / 255 for i in (1, 3, 5))
    luma = 0.299 * r + 0.587 * g + 0.114 * b
    return Colour(
        round(16 + 219 * luma),
        round(128 + 224 * (b - luma) / 1.772),
        round(128 + 224 * (r - luma) / 1.402),
    )


def planes(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], ...]:
    """Return the I420 values of pixels (h, w, RGB and more), each plane (h, w)."""
    r, g, b = (pixels[:, :, n] / 255 for n in range(3))
    luma = 0.299 * r + 0.587 * g + 0.114 * b
    blue, red = (b - luma) / 1.772, (r - luma) / 1.402
    found = 16 + 219 * luma, 128 + 224 * blue, 128 + 224 * red
    return tuple(plane.astype(np.float32) for plane in found)


# Neutral greys, so that nothing competes with the faces. Red means on air or recording and
# nothing else; gold is the chair's. A test holds every text to a contrast of 4.5 : 1.
CANVAS = colour("#141517")
TILE = colour("#232529")
PLATE = colour("#0b0c0e")
DISC = colour("#45484d")
TEXT = colour("#ffffff")
SOFT = colour("#d3d6da")
SPEAKING = colour("#35c274")
WARNING = colour("#f2b33d")
RECORDING = colour("#e5383f")
ON_AIR = colour("#b3151b")
