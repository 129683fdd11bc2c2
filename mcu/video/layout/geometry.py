"""Rectangles on the canvas, and what all layouts have in common.

All coordinates are even, because a chroma sample of I420 covers two by two pixels and a rectangle
on odd coordinates would bleed its colour into its neighbour.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

SAFE_AREA: Final = 0.035
"""Part of the canvas left free along each edge, for TV sets that crop (EBU R 95, action safe)."""

HEADER_PARTS: Final = 20
"""The header takes 1/20 of the canvas: 36 of 720 pixels, room for 24 pixel letters."""

GAP_PARTS: Final = 90
"""Gap between tiles, 1/90 of the canvas: 8 of 720 pixels, room for two speaker frames."""

FRAME_PARTS: Final = 180
"""Thickness of the speaker frame, 1/180 of the canvas: 4 of 720 pixels, half of the gap."""

STEP: Final = 16
"""Tiles are a multiple of so many pixels wide: codecs code blocks of 16, cameras of 16:9 then have
a whole number of rows, and so members can send just that size. Such a picture is copied, which
costs a tenth of scaling it."""

STEP_WITHIN: Final = 0.96
"""Part of its width that a tile keeps at least for that; smaller tiles keep all of it."""

SIDES: Final = 1 / 4
"""Part of its width that a camera's picture loses at most, both sides together, to fill a tile that
is narrower than it. Who sits at a table is in the middle."""


class Rect(NamedTuple):
    """A rectangle in luma pixels; x, y, w and h are even."""

    x: int
    y: int
    w: int
    h: int

    def meets(self, other: "Rect") -> bool:
        """Whether both have a pixel in common."""
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h

    def within(self, other: "Rect") -> "Rect":
        """Return the part that both have in common; they have to meet."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.w, other.x + other.w)
        return Rect(x, y, right - x, min(self.y + self.h, other.y + other.h) - y)


NOWHERE: Final = Rect(0, 0, 0, 0)
"""The place of what is not there."""


class Arrangement(NamedTuple):
    """The places of one page: `header`, the `stage` under it, and one rectangle for each tile.

    A later tile may lie over an earlier one. `frame` is the thickness of the speaker frame, which
    is drawn round a tile, in the gap. `ticker` is a line under the stage.
    """

    header: Rect
    stage: Rect
    tiles: tuple[Rect, ...]
    frame: int
    ticker: Rect = NOWHERE

    @property
    def covered(self) -> bool:
        """Whether a tile reaches beneath the header or the ticker."""
        lines = self.header, self.ticker
        return any(tile.meets(line) for tile in self.tiles for line in lines)


class Ground(NamedTuple):
    """A canvas before anybody is on it: its size, and what is written above and below."""

    width: int
    height: int
    header: bool = True
    ticker: bool = False

    @property
    def gap(self) -> int:
        """Pixels between tiles."""
        return max(4, even(self.height / GAP_PARTS))

    @property
    def whole(self) -> Rect:
        """The canvas from edge to edge."""
        return Rect(0, 0, self.width, self.height)

    def lay(self, tiles: Iterable[Rect]) -> Arrangement:
        """Return tiles with all that is beside them."""
        header, stage, ticker = areas(self)
        frame = max(2, even(self.height / FRAME_PARTS))
        return Arrangement(header, stage, tuple(tiles), frame, ticker)


@lru_cache(maxsize=16)
def areas(ground: Ground) -> tuple[Rect, Rect, Rect]:
    """Split the safe area into header, stage and ticker, which may be `NOWHERE`."""
    width, height = ground.width, ground.height
    x, y = even(width * SAFE_AREA) + 2, even(height * SAFE_AREA) + 2
    line = max(8, even(height / HEADER_PARTS))
    top, bottom = y, height - y
    header = ticker = NOWHERE
    if ground.header:
        header = Rect(x, top, width - 2 * x, line)
        top += line + ground.gap
    if ground.ticker:
        bottom -= line
        ticker = Rect(x, bottom, width - 2 * x, line)
        bottom -= ground.gap
    return header, Rect(x, top, width - 2 * x, bottom - top), ticker


def fitting(stage: Rect, columns: int, rows: int, gap: int) -> tuple[int, int]:
    """Return width and height of the largest 16:9 tile of which `columns` × `rows` fit."""
    w = (stage.w - (columns - 1) * gap) / columns
    h = (stage.h - (rows - 1) * gap) / rows
    return max(2, even(min(w, h * 16 / 9))), max(2, even(min(h, w * 9 / 16)))


def stepped(width: int, height: int) -> tuple[int, int]:
    """Return the next smaller 16:9 tile that is a multiple of `STEP` wide, if it is near enough."""
    w = width // STEP * STEP
    h = even(w * 9 / 16)
    return (w, h) if w >= width * STEP_WITHIN and h <= height else (width, height)


@lru_cache(maxsize=512)
def letterbox(width: int, height: int, into: Rect) -> Rect:
    """Return where a picture of `width` × `height` goes in `into`: whole, centred, not stretched.

    A picture that would leave bars of one chroma sample or less fills the tile: nobody sees half a
    percent of stretch, everybody sees a hairline. One that is as large as it may be loses an odd
    column rather than being scaled for it.
    """
    scale = min(into.w / width, into.h / height)
    nearest = 0 if scale == 1 else 1
    w = max(2, even(width * scale + nearest))
    h = max(2, even(height * scale + nearest))
    if into.w - w <= 4:
        w = into.w
    if into.h - h <= 4:
        h = into.h
    return Rect(into.x + even((into.w - w) / 2), into.y + even((into.h - h) / 2), w, h)


def even(value: float) -> int:
    """Return the largest even number not above `value`."""
    return int(value) // 2 * 2
