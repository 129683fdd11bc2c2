"""Large tiles with a strip of small ones beside or below them."""

from functools import lru_cache
from typing import Final

from mcu.video.layout.geometry import Arrangement, Ground, Rect, areas, even, fitting, plain
from mcu.video.layout.grid import PAGE_TILES

MOST_FEATURED: Final = 4
"""Large tiles at once; with more of them none would be large."""

STRIP_ROWS: Final = 5
"""Rows of the strip beside large tiles. Its tiles are then those of a full grid, in which one knows
a face from five metres."""

STRIP_COLUMNS: Final = 5
"""Tiles of a strip below: as large as those beside, and as many."""


def featured(large: int, others: int, width: int, height: int) -> Arrangement:
    """Arrange `large` tiles (up to `MOST_FEATURED`), then at most `others` in a strip."""
    return side(large, others, Ground(width, height))


def strip_places(large: int, width: int, height: int) -> int:
    """Return how many small tiles are beside `large` ones."""
    return side_places(large, Ground(width, height))


@lru_cache(maxsize=64)
def side(large: int, others: int, ground: Ground) -> Arrangement:
    """Arrange `large` tiles, and at most `others` in a strip to the right.

    The large ones are as large as a strip of one column allows; the strip has as many columns as
    there is room for then. Nothing moves as others come and go: the strip is filled from its top.
    """
    _, stage, _ = areas(ground)
    gap = ground.gap
    small = fitting(stage, 1, STRIP_ROWS, gap)
    room = Rect(stage.x, stage.y, stage.w - small[0] - gap, stage.h)
    grids = ((columns, -(-large // columns)) for columns in range(1, large + 1))
    columns, rows = max(grids, key=lambda grid: fitting(room, grid[0], grid[1], gap))
    w, h = plain(*fitting(room, columns, rows, gap))
    across, down = columns * (w + gap) - gap, rows * (h + gap) - gap
    strip_columns = (stage.w - across) // (small[0] + gap)
    left = stage.x + even((stage.w - across - strip_columns * (small[0] + gap)) / 2)
    top = stage.y + even((stage.h - down) / 2)
    tiles: list[Rect] = []
    for number in range(large):
        row, column = divmod(number, columns)
        # A last row that is not full is centred.
        missing = columns - min(columns, large - row * columns)
        x = left + column * (w + gap) + even(missing * (w + gap) / 2)
        tiles.append(Rect(x, top + row * (h + gap), w, h))
    strip = Rect(left + across + gap, stage.y, *small)
    head = stage.y + even((stage.h - STRIP_ROWS * (small[1] + gap) + gap) / 2)
    for number in range(min(others, strip_columns * STRIP_ROWS)):
        row, column = divmod(number, strip_columns)
        x, y = strip.x + column * (small[0] + gap), head + row * (small[1] + gap)
        tiles.append(Rect(x, y, *small))
    return ground.lay(tiles)


def side_places(large: int, ground: Ground) -> int:
    """Return how many small tiles are beside `large` ones."""
    return len(side(large, PAGE_TILES, ground).tiles) - large


@lru_cache(maxsize=64)
def bottom(others: int, ground: Ground) -> Arrangement:
    """Arrange one large tile, and at most `STRIP_COLUMNS` others in a row under it.

    Like the last row of a grid, the row is centred: only it moves as others come and go.
    """
    _, stage, _ = areas(ground)
    gap = ground.gap
    small = fitting(stage, STRIP_COLUMNS, STRIP_ROWS, gap)
    room = Rect(stage.x, stage.y, stage.w, stage.h - small[1] - gap)
    w, h = plain(*fitting(room, 1, 1, gap))
    top = stage.y + even((stage.h - h - gap - small[1]) / 2)
    beside = min(others, STRIP_COLUMNS)
    across = beside * (small[0] + gap) - gap
    left = stage.x + even((stage.w - across) / 2)
    large = Rect(stage.x + even((stage.w - w) / 2), top, w, h)
    strip = (
        Rect(left + number * (small[0] + gap), top + h + gap, *small) for number in range(beside)
    )
    return ground.lay((large, *strip))
