"""Painting the canvas: only what has changed since the last tick."""

from collections.abc import Sequence

import av

from mcu.video import colour, heading, label
from mcu.video.canvas import Canvas
from mcu.video.label import Header
from mcu.video.layout import Arrangement, Rect
from mcu.video.painting import centre, paint
from mcu.video.plates import readable
from mcu.video.tile import EMPTY_STAGE, Tile

_INNER_FRAMES = 2
"""Frames that one inside a picture is thick: TV sets crop, and it has no gap to stand out in."""


class Composer:
    """Owns a canvas and knows what is on it. `painted` counts the tiles painted so far."""

    def __init__(self, width: int, height: int) -> None:
        self.canvas = Canvas(width, height)
        self.painted = 0
        self._arrangement: Arrangement | None = None
        self._header: Header | None = None
        self._tiles: dict[Rect, Tile] = {}
        self._fresh: list[bool] = []
        """Which tiles have been painted anew for the picture that is being made."""
        self._under: tuple[tuple[int, ...], ...] = ()
        """For each tile those that it lies over."""
        self._covered = False
        """Whether the header lies over a tile."""

    def compose(
        self, said: Header, arrangement: Arrangement, tiles: Sequence[Tile]
    ) -> av.VideoFrame:
        """Bring the canvas up to date and return its frame; one tile for each place."""
        if arrangement != self._arrangement:
            self._clear(arrangement)
        new = said != self._header
        if new and self._covered:
            self._tiles.clear()  # what lets the picture through is not laid on twice
        painted = [
            self._refresh(number, rect, tile, arrangement.frame)
            for number, (rect, tile) in enumerate(zip(arrangement.tiles, tiles, strict=True))
        ]
        if new or (self._covered and any(painted)):
            self._header = said
            self._write(said, arrangement)
        return self.canvas.frame

    def _refresh(self, number: int, rect: Rect, tile: Tile, frame: int) -> bool:
        """Paint a tile if it looks different, or if one that it lies over does."""
        shown = self._tiles.get(rect)
        uncovered = any(self._fresh[below] for below in self._under[number])
        fresh = shown is None or uncovered or not tile.looks_like(shown)
        if fresh:
            self.painted += 1
            text = readable(rect, self._arrangement) if self._arrangement is not None else rect
            paint(self.canvas, rect, text, tile)
            edge = _edge(tile)
            if edge != colour.CANVAS and not self.canvas.has_room(rect, frame):
                # From edge to edge: the frame is on the picture, which is painted anew beneath it.
                self.canvas.inline(rect, _INNER_FRAMES * frame, edge)
            bordered = uncovered or bool(self._under[number])
            if bordered or edge != (_edge(shown) if shown is not None else colour.CANVAS):
                self.canvas.outline(rect, frame, edge)
            self._tiles[rect] = tile
        self._fresh[number] = fresh
        return fresh

    def _write(self, said: Header, arrangement: Arrangement) -> None:
        """Lay header and ticker on the canvas, where there are any."""
        for sprite, place in heading.drawn(said, arrangement):
            self.canvas.blend(sprite, place.x, place.y)

    def _clear(self, arrangement: Arrangement) -> None:
        """Begin anew: the places have moved."""
        self._arrangement = arrangement
        self._header = None
        self._tiles.clear()
        tiles = arrangement.tiles
        self._under = tuple(
            tuple(below for below in range(number) if tiles[below].meets(tile))
            for number, tile in enumerate(tiles)
        )
        self._fresh = [False] * len(tiles)
        self._covered = arrangement.covered
        self.canvas.fill(Rect(0, 0, self.canvas.width, self.canvas.height), colour.CANVAS)
        if not arrangement.tiles:
            stage = arrangement.stage
            said = label.notice(EMPTY_STAGE, stage.w, stage.h, self.canvas.height, ground=False)
            centre(self.canvas, said, stage)


def _edge(tile: Tile) -> colour.Colour:
    """Return the colour of a tile's frame; that of the canvas is none."""
    if tile.on_air:
        return colour.ON_AIR
    return colour.SPEAKING if tile.speaking else colour.CANVAS
