"""The emblem or logo of who holds the meeting, beside its title.

Decoded once, scaled once for each size in which it is drawn, and blended from then on.
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
    """A picture with transparency; two are the same only if they are one object."""

    def __init__(self, png: bytes) -> None:
        """Take a PNG file; OSError if it is none."""
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            self._image = image.convert("RGBA")

    def drawn(self, height: int) -> Pixels:
        """Return its colours and its opacity (h, w, RGBA), `height` high or `WIDEST` times that
        wide; h and w are even.
        """
        return _drawn(self, height)

    def scaled(self, height: int) -> Pixels:
        """As `drawn`, made anew."""
        # Premultiplied while it is scaled: else what is transparent colours the edges.
        image = self._image.convert("RGBa")
        scale = min(height / image.height, WIDEST * height / image.width)
        size = max(2, even(image.width * scale)), max(2, even(image.height * scale))
        reduced = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        return np.asarray(reduced.convert("RGBA"), np.uint8)


@lru_cache(maxsize=8)
def _drawn(emblem: Emblem, height: int) -> Pixels:
    return emblem.scaled(height)
