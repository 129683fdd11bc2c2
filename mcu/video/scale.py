"""Bringing a picture to the size of its tile.

Done right after decoding, on the decoder's thread, while the picture is in that core's cache: at
the tick, from memory, the same work takes twice as long and keeps everybody's picture waiting.

Measured on one core, luma and both chroma planes together, from 640×360 (µs):

    ==========  =============  =============  ==============  ==========
    to          linear only    halve, linear  area            swscale
    ==========  =============  =============  ==============  ==========
    546 × 308   150            –              1030            140
    360 × 202   99             –              720             122
    320 × 180   18             18             17              79
    266 × 150   59             59             590             105
    210 × 118   37             45             370             93
    ==========  =============  =============  ==============  ==========

Linear alone skips pixels below half size, so hair and text glitter; area never does but costs ten
times as much except at exact ratios. Halving by area as often as it goes, then linear for the
rest, is free of glitter and the cheapest of all. Of the grids on a canvas of 1280×720 none has a
tile of exactly half of a usual source without giving away a fifth of its area. So members are asked
for the size of their tile (`mcu.ask`), of which a view is taken without touching a pixel.
"""

from typing import Final

import cv2
import numpy as np

from mcu.media import Picture, Plane
from mcu.video.layout import SIDES, Rect, even, letterbox
from mcu.video.planes import part

EDGE: Final = 4
"""Pixels by which a picture may be wider or higher than its place, and is cut instead of scaled.
Senders round: 208 pixels of 16:9 are 117 rows, one more than a place of even height has."""

EDGE_PARTS: Final = 25
"""Of so many parts of a picture one at most is cut off, both sides together: nobody misses it."""

# Each canvas has a thread of its own; threads inside OpenCV would only contend with the decoders.
cv2.setNumThreads(1)


def scale(source: Plane, into: Plane) -> None:
    """Write `source` into `into`, of any size, scaled to fill it; a copy if they are equal."""
    h, w = into.shape
    while source.shape[0] >= 2 * h and source.shape[1] >= 2 * w:
        half_h, half_w = source.shape[0] // 2, source.shape[1] // 2
        even = source[: 2 * half_h, : 2 * half_w]
        if (half_h, half_w) == (h, w):
            cv2.resize(even, (w, h), dst=into, interpolation=cv2.INTER_AREA)
            return
        source = np.asarray(cv2.resize(even, (half_w, half_h), interpolation=cv2.INTER_AREA))
    if source.shape == into.shape:
        into[:] = source
    else:
        cv2.resize(source, (w, h), dst=into, interpolation=cv2.INTER_LINEAR)


def filling(picture: Picture, width: int, height: int) -> Picture:
    """Return what is to be seen of a camera's picture in a tile of `width` × `height`.

    In one narrower than 16:9 an equal part of both sides is left out, as far as that fills it, and
    at most `SIDES`; elsewhere nothing is. Shares the picture's planes.
    """
    if width * 9 >= (height - 4) * 16:  # tiles are even, and so 16:9 only nearly
        return picture
    wanted = max(picture.height * width / height, picture.width * (1 - SIDES))
    kept = min(even(wanted + 1), picture.width)
    left = even((picture.width - kept) / 2)
    return part(picture, Rect(left, 0, kept, picture.height))


def fitted(picture: Picture, width: int, height: int) -> bool:
    """Whether a picture was made for such a tile, by `fit`."""
    within = picture.width <= width and picture.height <= height
    return within and (picture.width == width or picture.height == height)


def fit(picture: Picture, width: int, height: int) -> Picture:
    """Return a camera's picture as it is shown in a tile of `width` × `height`, without bars."""
    picture = filling(picture, width, height)
    inner = letterbox(picture.width, picture.height, Rect(0, 0, width, height))
    if (inner.w, inner.h) == (picture.width, picture.height):
        return picture
    if _nearly(picture.width, inner.w) and _nearly(picture.height, inner.h):
        left, top = even((picture.width - inner.w) / 2), even((picture.height - inner.h) / 2)
        return part(picture, Rect(left, top, inner.w, inner.h))
    y = np.empty((inner.h, inner.w), np.uint8)
    u = np.empty((inner.h // 2, inner.w // 2), np.uint8)
    v = np.empty_like(u)
    for source, into in ((picture.y, y), (picture.u, u), (picture.v, v)):
        scale(source, into)
    return Picture(y, u, v, picture.pts)


def _nearly(length: int, wanted: int) -> bool:
    """Whether only an edge is to be cut off."""
    return 0 <= length - wanted <= min(EDGE, length / EDGE_PARTS)
