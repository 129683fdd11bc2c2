"""What becomes of a picture while something is written over its foot: it makes room."""

from functools import lru_cache
from itertools import combinations
from typing import Final

from mcu.video.layout.geometry import GAP_PARTS, Arrangement, Rect, even

LEAST: Final = 1 / 9
"""Part of the canvas's height that a tile has at least: in a lower one names of 18 of 720 pixels
are cut short, and hide faces."""

COVERED: Final = 1 / 4
"""Part of its height by which a tile may be covered: in a face that fills it the chin is above."""


@lru_cache(maxsize=64)
def lifted(arrangement: Arrangement, floor: int, canvas_height: int) -> Arrangement:
    """Return an arrangement whose tiles end above `floor`, as far as names can be read then.

    Tiles keep their shape and their places to each other, smaller in proportion; where the small
    ones would be too small they keep their size, and those that are covered remain so. A picture
    that fills the canvas stays, and so does one of which hardly anything is covered.
    """
    tiles, top = arrangement.tiles, arrangement.stage.y
    gap = max(4, even(canvas_height / GAP_PARTS))
    hidden = any(one.y + one.h - floor > COVERED * one.h for one in tiles)
    if not hidden or any(one.within(arrangement.stage) != one for one in tiles):
        return arrangement
    if any(one.meets(other) for one, other in combinations(tiles, 2)):
        return arrangement
    most = max(one.h for one in tiles)
    large = tuple(one for one in tiles if one.h == most)
    for group in (tiles, large):
        box = _around(group)
        share = min((floor - gap - top) / box.h, 1.0)
        beside = [one for one in tiles if one not in group]
        up = box.y - top
        moved = [one._replace(y=one.y - up) for one in beside]
        free = all(one.y >= top and not one.meets(box._replace(y=top)) for one in moved)
        if free and min(one.h for one in group) * share >= LEAST * canvas_height:
            places = _smaller(group, box, share, gap, top)
            places |= dict(zip(beside, moved, strict=True))
            return arrangement._replace(tiles=tuple(places[one] for one in tiles))
    return arrangement


def _around(tiles: tuple[Rect, ...]) -> Rect:
    """Return the rectangle round some tiles."""
    x, y = min(one.x for one in tiles), min(one.y for one in tiles)
    right, bottom = max(one.x + one.w for one in tiles), max(one.y + one.h for one in tiles)
    return Rect(x, y, right - x, bottom - y)


def _smaller(
    tiles: tuple[Rect, ...], box: Rect, share: float, gap: int, top: int
) -> dict[Rect, Rect]:
    """Return tiles smaller, in the middle of their box's width and from `top` on.

    Gaps stay as they are: speakers' frames are in them.
    """
    places = {}
    for one in tiles:
        h = even(one.h * share - (1 - share) * gap - 2)
        x, y = even((one.x - box.x) * share), even((one.y - box.y) * share)
        places[one] = Rect(box.x + x, top + y, even(h * one.w / one.h), h)
    across = max(one.x + one.w for one in places.values()) - box.x
    right = even((box.w - across) / 2)
    return {one: place._replace(x=place.x + right) for one, place in places.items()}
