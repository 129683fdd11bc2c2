"""Tiles over one another, and tiles where an operator has drawn them."""

from functools import lru_cache
from typing import Final

from mcu.scene import UNITS_ACROSS, UNITS_DOWN, Box
from mcu.video.layout.geometry import Arrangement, Ground, Rect, areas, even

INSET_PARTS: Final = 4
"""A picture in a picture is a quarter as wide as the canvas: one knows a face in it, and it hides
a sixteenth of the other."""


@lru_cache(maxsize=16)
def whole(count: int, ground: Ground) -> Arrangement:
    """Arrange one tile over the whole canvas and, of two, the other small in its corner."""
    _, stage, _ = areas(ground)
    w, h = even(ground.width / INSET_PARTS), even(ground.height / INSET_PARTS)
    corner = Rect(stage.x + stage.w - w - ground.gap, stage.y + stage.h - h - ground.gap, w, h)
    return ground.lay((ground.whole, corner)[:count])


def drawn(box: Box, ground: Ground) -> Rect:
    """Return where a box is: half a unit smaller on each side, so that boxes have a gap."""
    if box.whole:
        return ground.whole
    across, down = ground.width / UNITS_ACROSS, ground.height / UNITS_DOWN
    left, top = even((box.x + 0.5) * across + 1), even((box.y + 0.5) * down + 1)
    right, bottom = even((box.x + box.w - 0.5) * across), even((box.y + box.h - 0.5) * down)
    return Rect(left, top, right - left, bottom - top)
