"""Large tiles with a strip of small ones beside or below them."""

from functools import lru_cache
from typing import Final, NamedTuple

from mcu.video.layout.geometry import Arrangement, Ground, Rect, areas, even, fitting, stepped
from mcu.video.layout.grid import PAGE_TILES

MOST_FEATURED: Final = 4
"""Large tiles at once; with more of them none would be large."""

STRIP_ROWS: Final = 5
"""Rows of the strip beside large tiles. Its tiles are then not much smaller than those of a full
grid, in which one knows a face from five metres."""

STRIP_COLUMNS: Final = 5
"""Tiles of a strip below: as large as those of a full grid, and as many as beside."""


def featured(large: int, others: int, width: int, height: int) -> Arrangement:
    """Arrange `large` tiles (up to `MOST_FEATURED`), then at most `others` in a strip."""
    return side(large, others, Ground(width, height))


def strip_places(large: int, width: int, height: int) -> int:
    """Return how many small tiles are beside `large` ones."""
    return side_places(large, Ground(width, height))


@lru_cache(maxsize=64)
def side(large: int, others: int, ground: Ground, of: int = 0) -> Arrangement:
    """Arrange `large` tiles, and at most `others` (of all pages: `of`) in a strip to the right.

    The strip is as high as the large tiles are, all rows of it, and both are in the middle of the
    stage. It has as many columns as there are people for, as far as there is room. So until a
    column is full nothing moves as others come and go: the strip is filled from its top.
    """
    _, stage, _ = areas(ground)
    gap = ground.gap
    block, small = _beside(large, stage, gap)
    w, h = block.w, block.h
    across, down = block.columns * (w + gap) - gap, block.rows * (h + gap) - gap
    most = (stage.w - across) // (small.w + gap)
    columns = min(most, max(1, -(-max(others, of) // STRIP_ROWS)))
    left = stage.x + even((stage.w - across - columns * (small.w + gap)) / 2)
    top = stage.y + even((stage.h - down) / 2)
    tiles: list[Rect] = []
    for number in range(large):
        row, column = divmod(number, block.columns)
        # A last row that is not full is centred.
        missing = block.columns - min(block.columns, large - row * block.columns)
        x = left + column * (w + gap) + even(missing * (w + gap) / 2)
        tiles.append(Rect(x, top + row * (h + gap), w, h))
    for number in range(min(others, columns * STRIP_ROWS)):
        row, column = divmod(number, columns)
        x = left + across + gap + column * (small.w + gap)
        # What the rows lack of the height, being even, is among their gaps.
        tiles.append(small._replace(x=x, y=top + even(row * (down - small.h) / (STRIP_ROWS - 1))))
    return ground.lay(tiles)


class _Block(NamedTuple):
    """Large tiles in columns and rows, and the size of one."""

    columns: int
    rows: int
    w: int
    h: int


def _beside(large: int, stage: Rect, gap: int) -> tuple[_Block, Rect]:
    """Return how large the large ones are, and the first of a strip as high as they are.

    The wider the strip, the higher it is and the lower they are: it is the widest that goes.
    """
    widest, _ = fitting(stage, 1, STRIP_ROWS, gap)
    for w in range(widest, 2, -2):
        small = Rect(0, 0, *stepped(w, even(w * 9 / 16)))
        block = _block(large, stage._replace(w=stage.w - small.w - gap), gap)
        if STRIP_ROWS * (small.h + gap) <= block.rows * (block.h + gap):
            break
    return block, small


def _block(large: int, room: Rect, gap: int) -> _Block:
    grids = ((columns, -(-large // columns)) for columns in range(1, large + 1))
    columns, rows = max(grids, key=lambda grid: fitting(room, grid[0], grid[1], gap))
    return _Block(columns, rows, *stepped(*fitting(room, columns, rows, gap)))


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
    small = stepped(*fitting(stage, STRIP_COLUMNS, STRIP_ROWS, gap))
    room = Rect(stage.x, stage.y, stage.w, stage.h - small[1] - gap)
    w, h = stepped(*fitting(room, 1, 1, gap))
    top = stage.y + even((stage.h - h - gap - small[1]) / 2)
    beside = min(others, STRIP_COLUMNS)
    across = beside * (small[0] + gap) - gap
    left = stage.x + even((stage.w - across) / 2)
    large = Rect(stage.x + even((stage.w - w) / 2), top, w, h)
    strip = (
        Rect(left + number * (small[0] + gap), top + h + gap, *small) for number in range(beside)
    )
    return ground.lay((large, *strip))
