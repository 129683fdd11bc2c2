"""Be Vietnam Pro, kept beside the code: every letter of Vietnamese, made for Vietnamese."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(__file__).parent / "fonts"

ASCENT = 1.22
"""Height of the tallest letter, "Ẳ", over the baseline, as a part of the size."""

DESCENT = 0.3
"""Room below the baseline, as a part of the size: 0.24 for the deepest letter, "ậy", and air."""


class FontMissingError(Exception):
    """The font that belongs to the program is not there or cannot be read."""


class Weight(StrEnum):
    """The weights that the mixed picture uses."""

    REGULAR = "Regular"
    SEMIBOLD = "SemiBold"


@lru_cache(maxsize=64)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Return the font in a size in pixels (of the em square); raises FontMissingError."""
    path = _FOLDER / f"BeVietnamPro-{weight}.ttf"
    try:
        # The plain layout is enough for NFC text and does not depend on how Pillow was built.
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise FontMissingError(
            f"{path} cannot be read ({error}); it comes with diemcau: install the package again"
        ) from error


def length(face: ImageFont.FreeTypeFont, text: str) -> float:
    """Return how wide a line of text is (pixels).

    In the plain layout letters stand beside each other whatever they are, so each is measured once:
    an announcement is broken into lines in 1 ms, where measuring them whole took 130.
    """
    return sum(_advance(face, letter) for letter in text)


@lru_cache(maxsize=8192)
def _advance(face: ImageFont.FreeTypeFont, letter: str) -> float:
    return face.getlength(letter)
