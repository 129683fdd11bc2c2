"""Text in the mixed picture: name plates, notices and the header.

Everything is drawn once with Pillow, kept as a `Sprite`, and only blended from then on. Sizes
are in pixels of the canvas.
"""

from functools import lru_cache
from typing import NamedTuple

from PIL import ImageFont

from mcu.messages import Plate
from mcu.video import colour
from mcu.video.emblem import Emblem
from mcu.video.font import ASCENT, DESCENT, Weight, font, length
from mcu.video.layout import even
from mcu.video.names import ELLIPSIS, clean, shorten
from mcu.video.paragraph import Typeface
from mcu.video.sprite import Sketch, Sprite

PLATE_OPACITY = 0.8
"""Over white it still gives its text 10 : 1, and one sees that the picture goes on behind it."""

_LINE = ASCENT + DESCENT
_SMALLER = 0.76
"""Part of its usual size in which a long title is written, 18 of 720 pixels, before it is cut."""
_SMALLER_NOTICE = 0.9
"""The same for what a tile says about its picture: how long somebody is away is not cut off in the
tiles of a strip.
"""
_SUBTITLE = 0.8
_MOST_OF_TILE = 0.27
"""Two lines may take this part of a tile's height; where they need more, the second is left out."""


class Notice(NamedTuple):
    """What a tile says about its picture; `alert` puts a warning sign before it."""

    text: str
    alert: bool


class Header(NamedTuple):
    """The line over the tiles. `clock` is local time; `page` counts from 1.

    `ticker` is the line under them, of which `turn` parts have been shown before. The emblem
    stands before the title.
    """

    title: str
    clock: str
    recording: bool
    page: int = 1
    pages: int = 1
    ticker: str = ""
    turn: int = 0
    emblem: Emblem | None = None


def title_size(tile_height: int, canvas_height: int) -> int:
    """Return the letter size of a plate: 1/14 of the tile and 18 pixels of 720 at least."""
    return max(-(-tile_height // 14), -(-canvas_height * 18 // 720))


@lru_cache(maxsize=512)
def plate(text: Plate, tile_width: int, tile_height: int, canvas_height: int) -> Sprite | None:
    """Draw a name plate that is to lie in the bottom left corner of a tile; None if it is empty."""
    size = title_size(tile_height, canvas_height)
    pad = size * 0.45
    room = tile_width - 2 * pad - 2
    lines = [_line(text.title, Weight.SEMIBOLD, size, room, colour.TEXT)]
    if text.subtitle and _LINE * size * (1 + _SUBTITLE) <= _MOST_OF_TILE * tile_height:
        small = round(size * _SUBTITLE)
        lines.append(_line(text.subtitle, Weight.REGULAR, small, room, colour.SOFT))
    lines = [line for line in lines if line.text]
    if not lines:
        return None
    width = max(line.width for line in lines) + 2 * pad
    height = sum(line.size * _LINE for line in lines)
    sketch = Sketch(even(width + 1), even(height + 1))
    sketch.lay(
        sketch.box((0, 0, sketch.width, sketch.height), size * 0.25), colour.PLATE, PLATE_OPACITY
    )
    baseline = 0.0
    for line in lines:
        baseline += line.size * ASCENT
        sketch.lay(sketch.text(pad, round(baseline), line.text, line.font), line.colour)
        baseline += line.size * DESCENT
    return sketch.sprite()


@lru_cache(maxsize=128)
def notice(
    said: Notice, tile_width: int, tile_height: int, canvas_height: int, *, ground: bool
) -> Sprite | None:
    """Draw a notice of a tile; with a dark `ground` if it is to lie on a picture. None if empty."""
    usual = round(title_size(tile_height, canvas_height) * 0.9)
    for size in (usual, round(usual * _SMALLER_NOTICE)):
        pad = size * 0.55 if ground else 1
        sign = size * 1.4 if said.alert else 0
        line = _line(said.text, Weight.REGULAR, size, tile_width - 2 * pad - sign, colour.TEXT)
        if not line.text.endswith(ELLIPSIS):
            break
    if not line.text:
        return None
    sketch = Sketch(even(line.width + 2 * pad + sign + 1), even(size * 1.7))
    if ground:
        sheet = (0, 0, sketch.width, sketch.height)
        sketch.lay(sketch.box(sheet, size * 0.3), colour.PLATE, PLATE_OPACITY)
    baseline = round(sketch.height / 2 + size * 0.36)
    if said.alert:
        _warning_sign(sketch, pad, baseline, size)
    sketch.lay(sketch.text(pad + sign, baseline, line.text, line.font), line.colour)
    return sketch.sprite()


@lru_cache(maxsize=8)
def header(said: Header, width: int, height: int, *, over: bool = False) -> Sprite:
    """Draw the header: emblem and title to the left, recording mark, page and clock to the right.

    `over` a picture, one sees that this goes on behind it.
    """
    size = round(height * 0.68)
    baseline = round(height / 2 + size * 0.36)
    sketch = Sketch(width, height)
    pad = round(height / 4) if over else 0
    opacity = PLATE_OPACITY if over else 1.0
    sketch.lay(sketch.box((0, 0, width, height), pad), colour.CANVAS, opacity)
    right = float(width - pad)

    def put(text: str, weight: Weight, letters: int, ink: colour.Colour) -> None:
        nonlocal right
        face = font(weight, letters)
        right -= length(face, text)
        sketch.lay(sketch.text(right, baseline, text, face), ink)

    put(said.clock, Weight.SEMIBOLD, size, colour.TEXT)
    small = round(size * 0.8)
    if said.pages > 1:
        right -= size
        put(f"Trang {said.page}/{said.pages}", Weight.REGULAR, small, colour.SOFT)
    if said.recording:
        right -= size
        put("Đang ghi hình", Weight.REGULAR, small, colour.TEXT)
        r = small * 0.36
        x, y = right - small * 0.5 - r, baseline - small * 0.35
        sketch.lay(sketch.disc(x, y, r), colour.RECORDING)
        right = x - r
    left = pad
    if said.emblem is not None:
        mark = said.emblem.drawn(height)
        sketch.image(left, even((height - mark.shape[0]) / 2), mark)
        left += mark.shape[1] + round(size * 0.45)
    room = right - size - left
    title = _whole(said.title, size, room)
    sketch.lay(sketch.text(left, baseline, title.text, title.font), title.colour)
    return sketch.sprite()


@lru_cache(maxsize=8)
def ticker(text: str, turn: int, width: int, height: int) -> Sprite:
    """Draw the line at the bottom: as much of the text as fits, part by part.

    It stands still, because what runs is never sharp on a narrow line and costs each picture bits.
    """
    size = round(height * 0.62)
    face = Typeface(Weight.REGULAR, size)
    pad = height / 3
    parts = face.lines(clean(text), width - 2 * pad) or [""]
    sketch = Sketch(width, height)
    sketch.lay(sketch.box((0, 0, width, height), height / 4), colour.PLATE)
    baseline = round(height / 2 + size * 0.36)
    sketch.lay(sketch.text(pad, baseline, parts[turn % len(parts)], face.font), colour.TEXT)
    return sketch.sprite()


class _Line(NamedTuple):
    """A line of text that fits its place."""

    text: str
    font: ImageFont.FreeTypeFont
    size: int
    colour: colour.Colour

    @property
    def width(self) -> float:
        return length(self.font, self.text)


def _line(
    text: str, weight: Weight, size: int, room: float, ink: colour.Colour, *, place: bool = True
) -> _Line:
    face = font(weight, size)
    fitting = shorten(clean(text), lambda form: length(face, form) <= room, place=place)
    return _Line(fitting, face, size, ink)


def _whole(title: str, size: int, room: float) -> _Line:
    """Return a title in its usual size, or smaller where it would be cut then."""
    usual, smaller = (
        _line(title, Weight.SEMIBOLD, letters, room, colour.TEXT, place=False)
        for letters in (size, max(round(size * _SMALLER), 1))
    )
    return smaller if usual.text.endswith(ELLIPSIS) else usual


def _warning_sign(sketch: Sketch, x: float, baseline: float, size: int) -> None:
    """An amber triangle with an exclamation mark: a shape beside the word, not colour alone."""
    top, bottom, width = baseline - size * 0.8, baseline + size * 0.06, size
    sketch.lay(sketch.triangle((x, top, x + width, bottom)), colour.WARNING)
    stem, middle = size * 0.07, x + width / 2
    sketch.lay(
        sketch.box((middle - stem, baseline - size * 0.5, middle + stem, baseline - size * 0.2)),
        colour.PLATE,
    )
    sketch.lay(
        sketch.box((middle - stem, baseline - size * 0.12, middle + stem, baseline)), colour.PLATE
    )
