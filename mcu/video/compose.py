"""Painting the canvas: only what has changed since the last tick."""

from collections.abc import Sequence

import av

from mcu.media import Picture
from mcu.video import badge, colour, heading, label, placard
from mcu.video.canvas import Canvas
from mcu.video.label import Header
from mcu.video.layout import Arrangement, Rect, even, letterbox
from mcu.video.plates import corner, inset_of, plate_on, readable
from mcu.video.scale import filling, fitted
from mcu.video.sprite import Sprite
from mcu.video.tile import EMPTY_STAGE, Tile

_INNER_FRAMES = 2
"""Frames that one inside a picture is thick: TV sets crop, and it has no gap to stand out in."""

_WHOLE = 10_000
"""In which part of a picture a pointer's place is given."""

_POINTERS = 20
"""How many pointers would fill the canvas's height: seen from five metres, and hides two words."""

_LARGE_BADGE = 0.62
"""Part of the letters of its name that a large tile's badges have: the frame is red already, and
they stand where heads are. They are as large as those of a small tile at least."""

_HAND = 2
"""How many letters of a badge a raised hand is high: its fingers are told apart from five metres.
"""


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
            self._paint(rect, tile)
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
            self._centre(said, stage)

    def _paint(self, rect: Rect, tile: Tile) -> None:
        self.painted += 1
        height = self.canvas.height
        on_picture = tile.picture is not None
        said = None
        if tile.notice is not None:
            said = label.notice(tile.notice, rect.w, rect.h, height, ground=on_picture)
        size = label.title_size(rect.h, height)
        inset = inset_of(rect, height)
        text = readable(rect, self._arrangement) if self._arrangement is not None else rect
        plate = plate_on(tile.plate, text, height)
        if tile.picture is None:
            room = text.y + text.h - inset - (plate.height if plate else 0) - rect.y
            self._placard(rect, tile, said, room)
        else:
            self.canvas.paste(_seen(tile.picture, rect, tile), rect, colour.TILE)
            if not tile.live:
                self.canvas.dim(rect)
            self._centre(said, rect)
            if tile.pointer is not None:
                self._point(tile.picture, rect, tile.pointer)
        rect = text
        if plate is not None:
            self.canvas.blend(plate, *corner(plate, rect, inset))
        if tile.on_air:
            self._badges(tile, rect, size, inset)
        elif tile.hand:
            mark = placard.raised_hand(even(_HAND * _badge_letters(size, height)))
            self.canvas.blend(mark, rect.x + inset, rect.y + inset)
        if tile.muted:
            mark = placard.microphone_off(even(size * 1.4))
            self.canvas.blend(mark, rect.x + rect.w - inset - mark.width, rect.y + inset)

    def _badges(self, tile: Tile, rect: Rect, size: int, inset: int) -> None:
        """Say that who is on air is, and how long still, as far as there is room for both."""
        letters = _badge_letters(size, self.canvas.height)
        x, right = rect.x + inset, rect.x + rect.w - inset - even(size * 1.4)
        clock = None if tile.clock is None else badge.clock(tile.clock, letters)
        said = badge.on_air(letters)
        if said.width + (clock.width + inset if clock else 0) <= right - x:
            self.canvas.blend(said, x, rect.y + inset)
            x += said.width + inset
        if clock is not None and clock.width <= right - x:
            self.canvas.blend(clock, x, rect.y + inset)

    def _placard(self, rect: Rect, tile: Tile, said: Sprite | None, room: int) -> None:
        """A tile without picture: emblem or initials above, the reason below, then the plate.

        There are `room` pixels above the plate; in low tiles all moves up to leave it free.
        """
        self.canvas.fill(rect, colour.TILE)
        if not tile.plate.title:
            return
        x, y, w, h = rect
        mark = placard.mark(tile.plate.title, tile.emblem, w, h)
        above, below = even(h * placard.MARK), even(h * 0.27)
        taken = above + (below + said.height) // 2 if said is not None else above
        top = y + max(min(even(h * 0.12), even(room - taken)), 0)
        self._centre(mark, Rect(x, top, w, above))
        self._centre(said, Rect(x, top + above, w, below))

    def _point(self, picture: Picture, rect: Rect, at: tuple[int, int]) -> None:
        """Draw the pointer at a place of a picture, as much of it as lies within its tile."""
        inner = letterbox(picture.width, picture.height, rect)
        mark = placard.pointer(even(self.canvas.height / _POINTERS))
        x = inner.x + inner.w * at[0] // _WHOLE - mark.width // 2
        y = inner.y + inner.h * at[1] // _WHOLE - mark.height // 2
        x = min(max(even(x), rect.x), rect.x + rect.w - mark.width)
        y = min(max(even(y), rect.y), rect.y + rect.h - mark.height)
        if mark.width <= rect.w and mark.height <= rect.h:
            self.canvas.blend(mark, x, y)

    def _centre(self, sprite: Sprite | None, rect: Rect) -> None:
        if sprite is not None:
            x = rect.x + even((rect.w - sprite.width) / 2)
            y = rect.y + even((rect.h - sprite.height) / 2)
            self.canvas.blend(sprite, x, y)


def _seen(picture: Picture, rect: Rect, tile: Tile) -> Picture:
    """Return what is seen of a picture in its tile, also of one that is not scaled for it yet."""
    if tile.content or fitted(picture, rect.w, rect.h):
        return picture
    return filling(picture, rect.w, rect.h)


def _badge_letters(size: int, canvas_height: int) -> int:
    """Return the letter size of the badges of a tile whose name has letters of `size`."""
    return max(label.title_size(0, canvas_height), round(size * _LARGE_BADGE))


def _edge(tile: Tile) -> colour.Colour:
    """Return the colour of a tile's frame; that of the canvas is none."""
    if tile.on_air:
        return colour.ON_AIR
    return colour.SPEAKING if tile.speaking else colour.CANVAS
