"""Painting the canvas: only what has changed since the last tick."""

from collections.abc import Sequence

import av

from mcu.video import badge, colour, label, placard
from mcu.video.canvas import Canvas
from mcu.video.label import Header
from mcu.video.layout import Arrangement, Rect, even
from mcu.video.names import initials
from mcu.video.sprite import Sprite
from mcu.video.tile import EMPTY_STAGE, Tile

_LARGE_BADGE = 0.85
"""Part of the letters of its name that a large tile's badges have: they are not to be louder."""


class Composer:
    """Owns a canvas and knows what is on it. `painted` counts the tiles painted so far."""

    def __init__(self, width: int, height: int) -> None:
        self.canvas = Canvas(width, height)
        self.painted = 0
        self._arrangement: Arrangement | None = None
        self._header: Header | None = None
        self._tiles: dict[Rect, Tile] = {}

    def compose(
        self, said: Header, arrangement: Arrangement, tiles: Sequence[Tile]
    ) -> av.VideoFrame:
        """Bring the canvas up to date and return its frame; one tile for each place."""
        if arrangement != self._arrangement:
            self._clear(arrangement)
        if said != self._header:
            self._header = said
            place = arrangement.header
            self.canvas.blend(label.header(said, place.w, place.h), place.x, place.y)
        for rect, tile in zip(arrangement.tiles, tiles, strict=True):
            shown = self._tiles.get(rect)
            if shown is None or not tile.looks_like(shown):
                self._paint(rect, tile)
                edge = _edge(tile)
                if edge != (_edge(shown) if shown is not None else colour.CANVAS):
                    self.canvas.outline(rect, arrangement.frame, edge)
                self._tiles[rect] = tile
        return self.canvas.frame

    def _clear(self, arrangement: Arrangement) -> None:
        """Begin anew: the places have moved."""
        self._arrangement = arrangement
        self._header = None
        self._tiles.clear()
        self.canvas.fill(Rect(0, 0, self.canvas.width, self.canvas.height), colour.CANVAS)
        if not arrangement.tiles:
            stage = arrangement.stage
            said = label.notice(EMPTY_STAGE, stage.w, stage.h, self.canvas.height, ground=False)
            self._centre(said, stage)

    def _paint(self, rect: Rect, tile: Tile) -> None:
        self.painted += 1
        height = self.canvas.height
        on_picture = tile.picture is not None
        said = None
        if tile.notice is not None:
            said = label.notice(tile.notice, rect.w, rect.h, height, ground=on_picture)
        if tile.picture is None:
            self._placard(rect, tile, said)
        else:
            self.canvas.paste(tile.picture, rect, colour.TILE)
            if not tile.live:
                self.canvas.dim(rect)
            self._centre(said, rect)
        size = label.title_size(rect.h, height)
        inset = even(size / 3)
        plate = label.plate(tile.plate, rect.w - 2 * inset, rect.h, height)
        if plate is not None:
            y = rect.y + rect.h - inset - plate.height
            self.canvas.blend(plate, rect.x + inset, y)
        if tile.on_air:
            self._badges(tile, rect, size, inset)
        if tile.muted:
            mark = placard.microphone_off(even(size * 1.4))
            self.canvas.blend(mark, rect.x + rect.w - inset - mark.width, rect.y + inset)

    def _badges(self, tile: Tile, rect: Rect, size: int, inset: int) -> None:
        """Say that who is on air is, and how long still, as far as there is room for both."""
        letters = size if rect.w < self.canvas.width / 3 else round(size * _LARGE_BADGE)
        x, right = rect.x + inset, rect.x + rect.w - inset - even(size * 1.4)
        clock = None if tile.clock is None else badge.clock(tile.clock, letters)
        label = badge.on_air(letters)
        if label.width + (clock.width + inset if clock else 0) <= right - x:
            self.canvas.blend(label, x, rect.y + inset)
            x += label.width + inset
        if clock is not None and clock.width <= right - x:
            self.canvas.blend(clock, x, rect.y + inset)

    def _placard(self, rect: Rect, tile: Tile, said: Sprite | None) -> None:
        """A tile without picture: initials in the upper part, the reason below, then the plate."""
        self.canvas.fill(rect, colour.TILE)
        disc = placard.initials_disc(initials(tile.plate.title), even(rect.h * 0.36))
        x = rect.x + even((rect.w - disc.width) / 2)
        y = rect.y + even(rect.h * 0.12)
        self.canvas.blend(disc, x, y)
        top = y + disc.height
        self._centre(said, Rect(rect.x, top, rect.w, even(rect.h * 0.27)))

    def _centre(self, sprite: Sprite | None, rect: Rect) -> None:
        if sprite is not None:
            x = rect.x + even((rect.w - sprite.width) / 2)
            y = rect.y + even((rect.h - sprite.height) / 2)
            self.canvas.blend(sprite, x, y)


def _edge(tile: Tile) -> colour.Colour:
    """Return the colour of a tile's frame; that of the canvas is none."""
    if tile.on_air:
        return colour.ON_AIR
    return colour.SPEAKING if tile.speaking else colour.CANVAS
