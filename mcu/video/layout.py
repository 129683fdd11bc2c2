"""Where everything is on the canvas: pure geometry, no pixels.

All coordinates are even, because a chroma sample of I420 covers two by two pixels and a rectangle
on odd coordinates would bleed its colour into its neighbour.
"""

from functools import lru_cache
from typing import NamedTuple

PAGE_TILES = 25
"""Tiles of one page: more than 5 × 5 are too small to know a face from five metres."""

SAFE_AREA = 0.035
"""Part of the canvas left free along each edge, for TV sets that crop (EBU R 95, action safe)."""

HEADER_PARTS = 20
"""The header takes 1/20 of the canvas: 36 of 720 pixels, room for 24 pixel letters."""

GAP_PARTS = 90
"""Gap between tiles, 1/90 of the canvas: 8 of 720 pixels, room for two speaker frames."""

FRAME_PARTS = 180
"""Thickness of the speaker frame, 1/180 of the canvas: 4 of 720 pixels, half of the gap."""

STRIP_PARTS = 8
"""Tiles beside content are 1/8 of the canvas wide: 160 of 1280 pixels. One knows a speaker whom one
has seen before; any wider, and text of 15 pixels on a shared screen of 1920 could not be read."""

MOST_FEATURED = 4
"""Large tiles at once; with more of them none would be large."""

STRIP_ROWS = 5
"""Rows of the strip beside large tiles. Its tiles are then those of a full grid, in which one knows
a face from five metres."""

_PLAIN_SIZES = ((480, 270), (640, 360), (960, 540), (1280, 720))
_PLAIN_WITHIN = 0.96
"""A large tile this much of whose width is a size that members send takes just that size: then its
picture is copied, which costs a tenth of scaling it, and nothing of it is lost."""

_GRIDS = ((1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4), (5, 4), (5, 5))
"""Columns and rows, by growing number of tiles."""


class Rect(NamedTuple):
    """A rectangle in luma pixels; x, y, w and h are even."""

    x: int
    y: int
    w: int
    h: int


class Arrangement(NamedTuple):
    """The places of one page: `header`, the `stage` under it, and one rectangle for each tile.

    `frame` is the thickness of the speaker frame, which is drawn round a tile, in the gap.
    """

    header: Rect
    stage: Rect
    tiles: tuple[Rect, ...]
    frame: int


def pages(count: int, places: int = PAGE_TILES) -> int:
    """Return how many pages of so many places `count` tiles need; at least one."""
    return max(1, -(-count // places))


@lru_cache(maxsize=64)
def arrange(count: int, width: int, height: int, page: int = 0) -> Arrangement:
    """Arrange page `page` (from 0) of `count` tiles on a canvas of `width` × `height` pixels.

    Tiles are 16:9 and of one size. They are laid in rows from the top left; a last row that is not
    full is centred. Every page keeps the grid of a full one, so that a tile does not change
    its size when the page turns.
    """
    header, stage = _areas(width, height)
    gap = max(4, even(height / GAP_PARTS))
    shown = min(PAGE_TILES, count - page * PAGE_TILES)
    grid = PAGE_TILES if count > PAGE_TILES else shown
    columns, rows = next(size for size in _GRIDS if size[0] * size[1] >= grid)
    w, h = _tile(stage, columns, rows, gap)
    top = stage.y + even((stage.h - rows * h - (rows - 1) * gap) / 2)
    tiles: list[Rect] = []
    for row in range(-(-shown // columns)):
        n = min(columns, shown - row * columns)
        left = stage.x + even((stage.w - n * w - (n - 1) * gap) / 2)
        y = top + row * (h + gap)
        tiles += (Rect(left + column * (w + gap), y, w, h) for column in range(n))
    return Arrangement(header, stage, tuple(tiles), max(2, even(height / FRAME_PARTS)))


@lru_cache(maxsize=64)
def featured(large: int, others: int, width: int, height: int) -> Arrangement:
    """Arrange `large` tiles (up to `MOST_FEATURED`), then at most `others` in a strip to the right.

    The large ones are as large as a strip of one column allows; the strip has as many columns as
    there is room for then. Nothing moves as others come and go: the strip is filled from its top.
    """
    header, stage = _areas(width, height)
    gap = max(4, even(height / GAP_PARTS))
    small = _tile(stage, 1, STRIP_ROWS, gap)
    room = Rect(stage.x, stage.y, stage.w - small[0] - gap, stage.h)
    grids = ((columns, -(-large // columns)) for columns in range(1, large + 1))
    columns, rows = max(grids, key=lambda grid: _tile(room, grid[0], grid[1], gap))
    w, h = _plain(*_tile(room, columns, rows, gap))
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
    return Arrangement(header, stage, tuple(tiles), max(2, even(height / FRAME_PARTS)))


def strip_places(large: int, width: int, height: int) -> int:
    """Return how many small tiles are beside `large` ones."""
    return len(featured(large, PAGE_TILES, width, height).tiles) - large


@lru_cache(maxsize=16)
def beside_content(count: int, width: int, height: int) -> Arrangement:
    """Arrange content, the first tile, and to its right at most `count` people, one over another.

    There is no safe area: this is for files, which are not cropped, and text needs the room.
    """
    gap = max(4, even(height / (GAP_PARTS + GAP_PARTS / 3)))
    header = Rect(gap, 2, width - 2 * gap, max(8, even(height / HEADER_PARTS)))
    top = header.y + header.h + gap
    w, h = even(width / STRIP_PARTS), even(width / STRIP_PARTS * 9 / 16)
    content = Rect(0, top, width - w - gap, height - top)
    places = min(count, (content.h + gap) // (h + gap))
    people = (Rect(width - w, top + place * (h + gap), w, h) for place in range(places))
    return Arrangement(header, content, (content, *people), max(2, even(gap / 2)))


@lru_cache(maxsize=512)
def letterbox(width: int, height: int, into: Rect) -> Rect:
    """Return where a picture of `width` × `height` goes in `into`: whole, centred, not stretched.

    A picture that would leave bars of one chroma sample or less fills the tile: nobody sees half a
    percent of stretch, everybody sees a hairline.
    """
    scale = min(into.w / width, into.h / height)
    w = max(2, even(width * scale + 1))
    h = max(2, even(height * scale + 1))
    if into.w - w <= 4:
        w = into.w
    if into.h - h <= 4:
        h = into.h
    return Rect(into.x + even((into.w - w) / 2), into.y + even((into.h - h) / 2), w, h)


def even(value: float) -> int:
    """Return the largest even number not above `value`."""
    return int(value) // 2 * 2


def _areas(width: int, height: int) -> tuple[Rect, Rect]:
    """Split the safe area into header and stage."""
    x = even(width * SAFE_AREA) + 2
    y = even(height * SAFE_AREA) + 2
    header = Rect(x, y, width - 2 * x, max(8, even(height / HEADER_PARTS)))
    top = header.y + header.h + max(4, even(height / GAP_PARTS))
    return header, Rect(x, top, width - 2 * x, height - y - top)


def _plain(width: int, height: int) -> tuple[int, int]:
    """Return a size that members send, if one is just below this one, else this one."""
    for size in _PLAIN_SIZES:
        if width * _PLAIN_WITHIN <= size[0] <= width and size[1] <= height:
            return size
    return width, height


def _tile(stage: Rect, columns: int, rows: int, gap: int) -> tuple[int, int]:
    """Return width and height of the largest 16:9 tile of which `columns` × `rows` fit."""
    w = (stage.w - (columns - 1) * gap) / columns
    h = (stage.h - (rows - 1) * gap) / rows
    return max(2, even(min(w, h * 16 / 9))), max(2, even(min(h, w * 9 / 16)))
