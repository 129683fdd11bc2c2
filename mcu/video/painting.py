"""Painting one tile: a picture or a placard, the name, and what else is said of a member."""

from mcu.media import Picture
from mcu.video import badge, colour, label, placard
from mcu.video.canvas import Canvas
from mcu.video.layout import Rect, even, letterbox
from mcu.video.plates import corner, inset_of, plate_on
from mcu.video.scale import filling, fitted
from mcu.video.sprite import Sprite
from mcu.video.tile import Tile

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


def paint(canvas: Canvas, rect: Rect, text: Rect, tile: Tile, room: int | None = None) -> None:
    """Paint a tile of whose place `text` is readable.

    Of a placard what is above the name takes `room` pixels at most; if not given, all there are.
    """
    height = canvas.height
    on_picture = tile.picture is not None
    said = None
    if tile.notice is not None:
        said = label.notice(tile.notice, rect.w, rect.h, height, ground=on_picture)
    inset = inset_of(rect, height)
    plate = plate_on(tile.plate, text, height)
    if tile.picture is None:
        free = text.y + text.h - inset - (plate.height if plate else 0) - rect.y
        _placard(canvas, rect, tile, said, free if room is None else room)
    else:
        bars = colour.CANVAS if tile.content else colour.TILE  # a page has no edge but its own
        canvas.paste(_seen(tile.picture, rect, tile), rect, bars)
        if not tile.live:
            canvas.dim(rect)
        centre(canvas, said, rect)
        if tile.pointer is not None:
            _point(canvas, tile.picture, rect, tile.pointer)
    if plate is not None:
        canvas.blend(plate, *corner(plate, text, inset))
    _marks(canvas, tile, text, label.title_size(rect.h, height), inset)


def _marks(canvas: Canvas, tile: Tile, text: Rect, size: int, inset: int) -> None:
    """Say who is on air, asks to speak, or is muted; his name has letters of `size`."""
    if tile.on_air:
        _badges(canvas, tile, text, size, inset)
    elif tile.hand:
        mark = placard.raised_hand(even(_HAND * _badge_letters(size, canvas.height)))
        canvas.blend(mark, text.x + inset, text.y + inset)
    if tile.muted:
        mark = placard.microphone_off(even(size * 1.4))
        canvas.blend(mark, text.x + text.w - inset - mark.width, text.y + inset)


def _badges(canvas: Canvas, tile: Tile, rect: Rect, size: int, inset: int) -> None:
    """Say that who is on air is, and how long still, as far as there is room for both."""
    letters = _badge_letters(size, canvas.height)
    x, right = rect.x + inset, rect.x + rect.w - inset - even(size * 1.4)
    clock = None if tile.clock is None else badge.clock(tile.clock, letters)
    said = badge.on_air(letters)
    if said.width + (clock.width + inset if clock else 0) <= right - x:
        canvas.blend(said, x, rect.y + inset)
        x += said.width + inset
    if clock is not None and clock.width <= right - x:
        canvas.blend(clock, x, rect.y + inset)


def _placard(canvas: Canvas, rect: Rect, tile: Tile, said: Sprite | None, room: int) -> None:
    """A tile without picture: emblem or initials above, the reason below, then the plate.

    There are `room` pixels above the plate; in low tiles all moves up to leave it free, and where
    there is none for both, the reason is alone.
    """
    canvas.fill(rect, colour.TILE)
    if not tile.plate.title:
        return
    x, y, w, h = rect
    above, below = even(h * placard.MARK), even(h * 0.27)
    taken = above + (below + said.height) // 2 if said is not None else above
    if taken <= room:
        top = y + min(even(h * 0.12), even(room - taken))
        mark = placard.mark(tile.plate.title, tile.emblem, w, h)
        centre(canvas, mark, Rect(x, top, w, above))
        centre(canvas, said, Rect(x, top + above, w, below))
    elif said is not None and said.height <= room:
        centre(canvas, said, Rect(x, y, w, room))


def _point(canvas: Canvas, picture: Picture, rect: Rect, at: tuple[int, int]) -> None:
    """Draw the pointer at a place of a picture, as much of it as lies within its tile."""
    inner = letterbox(picture.width, picture.height, rect)
    mark = placard.pointer(even(canvas.height / _POINTERS))
    x = inner.x + inner.w * at[0] // _WHOLE - mark.width // 2
    y = inner.y + inner.h * at[1] // _WHOLE - mark.height // 2
    x = min(max(even(x), rect.x), rect.x + rect.w - mark.width)
    y = min(max(even(y), rect.y), rect.y + rect.h - mark.height)
    if mark.width <= rect.w and mark.height <= rect.h:
        canvas.blend(mark, x, y)


def centre(canvas: Canvas, sprite: Sprite | None, rect: Rect) -> None:
    """Lay a drawing, if there is one, into the middle of a rectangle."""
    if sprite is not None:
        x = rect.x + even((rect.w - sprite.width) / 2)
        y = rect.y + even((rect.h - sprite.height) / 2)
        canvas.blend(sprite, x, y)


def _seen(picture: Picture, rect: Rect, tile: Tile) -> Picture:
    """Return what is seen of a picture in its tile, also of one that is not scaled for it yet."""
    if tile.content or fitted(picture, rect.w, rect.h):
        return picture
    return filling(picture, rect.w, rect.h)


def _badge_letters(size: int, canvas_height: int) -> int:
    """Return the letter size of the badges of a tile whose name has letters of `size`."""
    return max(label.title_size(0, canvas_height), round(size * _LARGE_BADGE))
