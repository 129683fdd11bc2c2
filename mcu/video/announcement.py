"""An announcement in the picture: a band of three lines at most, page by page where it has more."""

from functools import lru_cache
from typing import Final, NamedTuple

from mcu.clock import NS_PER_S
from mcu.video import colour
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import even
from mcu.video.paragraph import Typeface
from mcu.video.sprite import Sketch, Sprite

LINES: Final = 3
"""Lines of an announcement at once."""

LETTERS: Final = (34, 30, 26)
"""Sizes of its letters on a canvas of 720 lines, the largest in which it fits; the last is 13
pixels on the picture of 360 lines, which is as small as diacritics can be told apart."""

READ_NS: Final = 8 * NS_PER_S
"""Nanoseconds for which a page of two or three lines is there: aloud they take fifteen, read in
silence half of it."""

TURN_NS: Final = READ_NS // 2
"""The same of a page of one line: an announcement's turns are counted in these."""

_LINE: Final = ASCENT + DESCENT


class Room(NamedTuple):
    """How wide a band is, and how high at most and at least; one line it always has."""

    width: int
    most: int
    least: int = 0


class _Page(NamedTuple):
    """The lines of one page, and which of how many it is (from 1)."""

    lines: list[str]
    number: int
    pages: int


def least_height(canvas_height: int) -> int:
    """Return how high a band of one line in the smallest letters is."""
    return even(_sizes(canvas_height)[-1] * _LINE + _pad(canvas_height))


@lru_cache(maxsize=8)
def announcement(text: str, turn: int, room: Room, canvas_height: int) -> Sprite:
    """Draw the band of an announcement: the lines there is room for, by turns where it has more."""
    width, most, least = room
    pad = _pad(canvas_height)
    bar = even(canvas_height / 120)
    across = width - 2 * pad - bar
    face, rows = _largest(text, across, canvas_height, most)
    page = _page(text, turn, face, rows, across)
    rows = min(rows, page.pages * len(page.lines))  # all pages are as high
    body = rows * face.size * _LINE
    sketch = Sketch(width, max(even(body + pad), least))
    sheet = (0, 0, width, sketch.height)
    sketch.lay(sketch.box(sheet, pad / 2), colour.PLATE)
    sketch.lay(sketch.box((pad / 2, pad / 2, pad / 2 + bar, sketch.height - pad / 2)), colour.SOFT)
    baseline = (sketch.height - body) / 2
    for line in page.lines:
        baseline += face.size * ASCENT
        sketch.lay(sketch.text(pad + bar, baseline, line, face.font), colour.TEXT)
        baseline += face.size * DESCENT
    if page.pages > 1:
        small = _numbers(face)
        number = f"{page.number}/{page.pages}"
        x, baseline = width - pad - small.width(number), (sketch.height + body) / 2
        baseline -= face.size * DESCENT
        sketch.lay(sketch.text(x, baseline, number, small.font), colour.SOFT)
    return sketch.sprite()


def _largest(text: str, across: float, canvas_height: int, most: int) -> tuple[Typeface, int]:
    """Return the largest letters in which an announcement fits, or the smallest there are, and how
    many lines of them do.
    """
    free = most - _pad(canvas_height)
    for size in _sizes(canvas_height):
        face, rows = Typeface(Weight.SEMIBOLD, size), min(LINES, int(free / (size * _LINE)))
        if len(face.lines(text, across)) <= rows:
            break
    return face, max(rows, 1)


def _page(text: str, turn: int, face: Typeface, rows: int, across: float) -> _Page:
    """Break an announcement into pages of so many rows, and return the one whose turn it is."""
    if len(face.lines(text, across)) <= rows:
        return _Page(face.even(text, across, rows), 1, 1)
    beside = _numbers(face).width("10/10") + face.size / 2
    lines = face.lines(text, across - beside)
    pages = -(-len(lines) // rows)
    page = turn // (1 if rows == 1 else READ_NS // TURN_NS) % pages
    return _Page(lines[page * rows :][:rows], page + 1, pages)


def _numbers(face: Typeface) -> Typeface:
    """Return the letters of a page's number."""
    return Typeface(Weight.REGULAR, round(face.size * 0.7))


def _sizes(canvas_height: int) -> list[int]:
    return [round(size * canvas_height / 720) for size in LETTERS]


def _pad(canvas_height: int) -> int:
    return even(canvas_height / 36)
