"""Content with people beside it, for files and for who gets one picture alone."""

from functools import lru_cache
from typing import Final

from mcu.video.layout.geometry import GAP_PARTS, Arrangement, Ground, Rect, areas, even

STRIP_PARTS: Final = 8
"""Tiles beside content are 1/8 of the canvas wide: 160 of 1280 pixels. One knows a speaker whom one
has seen before; any wider, and text of 15 pixels on a shared screen of 1920 could not be read."""

SPEAKER_PARTS: Final = 5
"""A speaker alone beside content has 1/5 of the canvas's width, 256 pixels."""


@lru_cache(maxsize=16)
def beside_content(count: int, width: int, height: int) -> Arrangement:
    """Arrange content, the first tile, and to its right at most `count` people, one over another.

    Header and people are within the safe area: who watches with a player of his own may do so on a
    TV set that crops. Content reaches to the left and the lower edge, because its text needs the
    room, and pages have a margin of their own.
    """
    w = even(width / STRIP_PARTS)
    h = even(w * 9 / 16)
    header, content, gap = _content(width, height, w)
    left = content.w + gap
    _, stage, _ = areas(Ground(width, height))
    places = min(count, (stage.h + gap) // (h + gap))
    people = (Rect(left, stage.y + place * (h + gap), w, h) for place in range(places))
    return Arrangement(header, content, (content, *people), max(2, even(gap / 2)))


@lru_cache(maxsize=16)
def with_speaker(count: int, width: int, height: int) -> Arrangement:
    """Arrange content, the first tile, and to its right a speaker, if `count` is not 0.

    Both are as in a two-shot: at one height, and the speaker in 4:3, a third larger than in 16:9.
    """
    w = even(width / SPEAKER_PARTS)
    header, content, gap = _content(width, height, w)
    h = even(w * 3 / 4)
    speaker = Rect(content.w + gap, content.y + even((content.h - h) / 2), w, h)
    tiles = (content, speaker)[: 1 + min(count, 1)]
    return Arrangement(header, content, tiles, max(2, even(gap / 2)))


def _content(width: int, height: int, beside: int) -> tuple[Rect, Rect, int]:
    """Return the places of header and content, to whose right there are so many pixels for people,
    and the gap between them.
    """
    gap = max(4, even(height / (GAP_PARTS + GAP_PARTS / 3)))
    header, stage, _ = areas(Ground(width, height))
    content = Rect(0, stage.y, stage.x + stage.w - beside - gap, height - stage.y)
    return header, content, gap
