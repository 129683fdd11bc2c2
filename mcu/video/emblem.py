"""Emblems and logos: of who holds the meeting beside its title, of units in their placards.

Each is decoded and scaled once for each size in which it is drawn, and blended from then on.
"""

import io
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mcu.video.layout import even

WIDEST: Final = 4
"""Heights that an emblem is wide at most: a longer one would take the title's place."""

Pixels = NDArray[np.uint8]


class Emblem:
    """A picture with transparency; two are the same only if they are one object.

    It is kept as the file that it is: four hundred of them unpacked would take 400 MiB.
    """

    def __init__(self, png: bytes) -> None:
        """Take a PNG file; OSError if it is none."""
        self._png = png
        self._unpacked()

    def drawn(self, height: int) -> Pixels:
        """Return its colours and its opacity (h, w, RGBA), `height` high or `WIDEST` times that
        wide; h and w are even.
        """
        return _drawn(self, height)

    def within(self, width: int, height: int) -> Pixels:
        """Return it as large as it is in so many pixels, made anew; as `drawn` otherwise."""
        # Premultiplied while it is scaled: else what is transparent colours the edges.
        image = self._unpacked().convert("RGBa")
        scale = min(height / image.height, width / image.width)
        size = max(2, even(image.width * scale)), max(2, even(image.height * scale))
        reduced = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        return np.asarray(reduced.convert("RGBA"), np.uint8)

    def _unpacked(self) -> Image.Image:
        with Image.open(io.BytesIO(self._png), formats=("PNG",)) as image:
            return image.convert("RGBA")


@lru_cache(maxsize=8)
def _drawn(emblem: Emblem, height: int) -> Pixels:
    return emblem.within(WIDEST * height, height)
