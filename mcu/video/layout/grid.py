"""Tiles of one size in rows, page by page."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from mcu.video.layout.geometry import Arrangement, Ground, Rect, areas, even, fitting, stepped

PAGE_TILES: Final = 25
"""Tiles of one page: more than 5 × 5 are too small to know a face from five metres."""


def pages(count: int, places: int = PAGE_TILES) -> int:
    """Return how many pages of so many places `count` tiles need; at least one."""
    return max(1, -(-count // places))


def arrange(count: int, width: int, height: int, page: int = 0) -> Arrangement:
    """Arrange page `page` (from 0) of `count` tiles on a canvas of `width` × `height` pixels."""
    shown = min(PAGE_TILES, count - page * PAGE_TILES)
    return grid(shown, Ground(width, height), of=min(count, PAGE_TILES))


@lru_cache(maxsize=64)
def grid(shown: int, ground: Ground, of: int = 0) -> Arrangement:
    """Arrange `shown` tiles in the grid that suits `of` tiles, if that is more.

    Tiles are 16:9 and of one size. They are laid in rows from the top left; a last row that is not
    full is centred. Every page keeps the grid of a full one, so that a tile does not change
    its size when the page turns.
    """
    _, stage, _ = areas(ground)
    return ground.lay(rows(stage, shown, best(max(shown, of, 1), stage, ground.gap), ground.gap))


def rows(stage: Rect, shown: int, across: tuple[int, int], gap: int) -> Sequence[Rect]:
    """Lay tiles into the middle of a stage in so many columns and rows."""
    columns, lines = across
    w, h = stepped(*fitting(stage, columns, lines, gap))
    top = stage.y + even((stage.h - lines * h - (lines - 1) * gap) / 2)
    tiles: list[Rect] = []
    for row in range(-(-shown // columns)):
        n = min(columns, shown - row * columns)
        left = stage.x + even((stage.w - n * w - (n - 1) * gap) / 2)
        y = top + row * (h + gap)
        tiles += (Rect(left + column * (w + gap), y, w, h) for column in range(n))
    return tiles


def best(count: int, stage: Rect, gap: int) -> tuple[int, int]:
    """Return the columns and rows in which so many tiles are largest, with the fewest left free."""
    grids = ((columns, -(-count // columns)) for columns in range(1, count + 1))
    return max(grids, key=lambda one: (fitting(stage, one[0], one[1], gap), -one[0] * one[1]))
