"""Three large tiles, and small ones in the fourth corner."""

from functools import lru_cache
from typing import Final

from mcu.video.layout.geometry import Arrangement, Ground, Rect, areas, even
from mcu.video.layout.grid import rows

NEARLY: Final = 4
"""Pixels by which a tile may be wider than a camera's picture, and is filled by it."""

CORNER_SIDE: Final = 2
CORNER_TILES: Final = CORNER_SIDE**2
"""Small tiles in a corner: larger than those of a full grid, with names of the usual size."""


@lru_cache(maxsize=64)
def corner(others: int, ground: Ground) -> Arrangement:
    """Arrange three large tiles as in a grid of four, and at most `CORNER_TILES` others in place of
    the fourth, row by row.

    With a strip beside them they would be smaller, and have two corners of the picture dark.
    """
    _, stage, _ = areas(ground)
    *large, last = rows(stage, 4, (2, 2), ground.gap)
    w, h = (even((side - ground.gap) / 2) for side in last[2:])
    w = min(w, even(h * 16 / 9) + NEARLY)
    left, low = last.w - w, last.h - h  # what both lack, being even, is between them
    small = (
        Rect(last.x + left * (n % CORNER_SIDE), last.y + low * (n // CORNER_SIDE), w, h)
        for n in range(min(others, CORNER_TILES))
    )
    return ground.lay((*large, *small))
