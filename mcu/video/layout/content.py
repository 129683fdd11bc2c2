"""Content with people beside it, for files and for who gets one picture alone."""

from functools import lru_cache
from typing import Final

from mcu.video.layout.geometry import GAP_PARTS, Arrangement, Ground, Rect, areas, even

STRIP_PARTS: Final = 8
"""Tiles beside content are 1/8 of the canvas wide: 160 of 1280 pixels. One knows a speaker whom one
has seen before; any wider, and text of 15 pixels on a shared screen of 1920 could not be read."""


SPEAKER_PARTS: Final = 5
"""A speaker alone beside content has 1/5 of its width: 256 pixels, which is what he sends then."""


@lru_cache(maxsize=16)
def beside_content(count: int, width: int, height: int, parts: int = STRIP_PARTS) -> Arrangement:
    """Arrange content, the first tile, and to its right at most `count` people, one over another.

    Each person has 1/`parts` of the width.

    Header and people are within the safe area: who watches with a player of his own may do so on a
    TV set that crops. Content reaches to the left and the lower edge, because its text needs the
    room, and pages have a margin of their own.
    """
    gap = max(4, even(height / (GAP_PARTS + GAP_PARTS / 3)))
    header, stage, _ = areas(Ground(width, height))
    w, h = even(width / parts), even(width / parts * 9 / 16)
    left = stage.x + stage.w - w
    content = Rect(0, stage.y, left - gap, height - stage.y)
    places = min(count, (stage.h + gap) // (h + gap))
    people = (Rect(left, stage.y + place * (h + gap), w, h) for place in range(places))
    return Arrangement(header, content, (content, *people), max(2, even(gap / 2)))
