"""Pictures that are not to be shown as they are coded, righted. Pure.

Browsers turn their pictures themselves, because the header extension for that (RFC 7742, section 5)
is never agreed on. Hardware codecs and encoders say in the H.264 stream how a picture is to be
turned (display orientation, annex D.2.27), and how wide its pixels are (sample aspect ratio, annex
E.2.1): 1440×1080 or 720×576 is often a picture of 16:9.
"""

from fractions import Fraction
from typing import Final

import cv2
import numpy as np

from mcu.media import Picture, Plane
from mcu.video.layout import even

_TURNS: Final = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}

_SEEN: Final = 0.02
"""Part of its width by which a picture is stretched that anybody sees."""

_MOST: Final = 4
"""How much wider or narrower than high a pixel is believed to be."""

_WIDEST: Final = 1920
"""Pixels that a picture is wide at most, once its own are square."""


def righted(picture: Picture, turn: int, pixel: Fraction | None) -> Picture:
    """Return a picture with square pixels, turned counterclockwise by `turn` degrees.

    `pixel` is how wide a pixel is by its height, None where that is not said. The same picture
    where nothing is to be done; 720×576 to 16:9 takes 0.3 ms, on a decoder's thread.
    """
    if pixel and 1 / _MOST <= pixel <= _MOST and abs(pixel - 1) > _SEEN:
        picture = _squared(picture, float(pixel))
    how = _TURNS.get(turn % 360)
    if how is None:
        return picture
    y, u, v = (np.asarray(cv2.rotate(one, how), np.uint8) for one in _planes(picture))
    return Picture(y, u, v, picture.pts)


def _squared(picture: Picture, pixel: float) -> Picture:
    """Widen or narrow a picture; one that would be too wide becomes lower instead."""
    width = picture.width * pixel
    lower = min(1.0, _WIDEST / width)
    w, h = max(2, even(width * lower + 1)), max(2, even(picture.height * lower + 1))
    sizes = (w, h), (w // 2, h // 2), (w // 2, h // 2)
    y, u, v = (
        np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        for one, size in zip(_planes(picture), sizes, strict=True)
    )
    return Picture(y, u, v, picture.pts)


def _planes(picture: Picture) -> tuple[Plane, Plane, Plane]:
    return picture.y, picture.u, picture.v
