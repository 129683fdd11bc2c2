"""A countdown in the picture: a band, a box beside an announcement, or large while all rest."""

from functools import lru_cache
from typing import Final

from mcu.video import colour
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import even
from mcu.video.paragraph import Typeface
from mcu.video.sprite import Sketch, Sprite

_LINE: Final = ASCENT + DESCENT

_HIGH: Final = 1.15
"""How high a band is for its digits."""

_CAPTION: Final = 0.45
"""How large letters are beside digits, at most."""


@lru_cache(maxsize=4)
def band(text: str, left: str, width: int, canvas_height: int, most: int) -> Sprite:
    """Draw a countdown that people are seen beside: what comes, and how long until then.

    It is `most` pixels high at most.
    """
    digits = min(round(canvas_height / 9), int(most / _HIGH))
    small = min(round(canvas_height / 21), round(digits * _CAPTION))
    return _line(text, left, (width, even(digits * _HIGH)), (small, digits), canvas_height)


@lru_cache(maxsize=4)
def low(text: str, left: str, width: int, height: int, canvas_height: int) -> Sprite:
    """Draw a countdown that stands beside an announcement of one or two lines."""
    digits = round(canvas_height / 16)
    return _line(text, left, (width, height), (int(digits * _CAPTION), digits), canvas_height)


def _line(
    text: str, left: str, size: tuple[int, int], letters: tuple[int, int], canvas_height: int
) -> Sprite:
    """Draw a countdown in one line, in letters and digits of two sizes."""
    width, height = size
    face, digits = Typeface(Weight.REGULAR, letters[0]), Typeface(Weight.SEMIBOLD, letters[1])
    wide = _digits_width(digits, left)
    pad = min(even(canvas_height / 36), digits.size / 3)
    (caption,) = face.lines(text, width - wide - 4 * pad, most=1) or [""]
    sketch = Sketch(width, height)
    corner = even(canvas_height / 36) / 2
    sketch.lay(sketch.box((0, 0, width, height), corner), colour.PLATE)
    x = (width - face.width(caption) - wide - 1.5 * pad) / 2
    baseline = round(height / 2 + digits.size * 0.365)
    sketch.lay(sketch.text(x, baseline, caption, face.font), colour.SOFT)
    _lay_digits(sketch, digits, x + face.width(caption) + 1.5 * pad, baseline, left)
    return sketch.sprite()


def box_height(canvas_height: int) -> int:
    """Return how high a countdown beside an announcement is at least."""
    small, large = _letters(canvas_height)
    return even(small * _LINE + large * 0.9 + canvas_height / 36)


def _letters(canvas_height: int) -> tuple[int, int]:
    return round(canvas_height / 30), round(canvas_height / 11)


@lru_cache(maxsize=4)
def box(text: str, left: str, width: int, height: int, canvas_height: int) -> Sprite:
    """Draw a countdown that stands beside an announcement: what comes, and under it the time."""
    small, large = _letters(canvas_height)
    caption, digits = Typeface(Weight.REGULAR, small), Typeface(Weight.SEMIBOLD, large)
    pad = even(canvas_height / 36)
    sketch = Sketch(width, height)
    sketch.lay(sketch.box((0, 0, width, height), pad / 2), colour.PLATE)
    top = (height - small * _LINE - large * 0.9) / 2
    (line,) = caption.lines(text, width - 2 * pad, most=1) or [""]
    x = (width - caption.width(line)) / 2
    sketch.lay(sketch.text(x, top + small * ASCENT, line, caption.font), colour.SOFT)
    x = (width - _digits_width(digits, left)) / 2
    _lay_digits(sketch, digits, x, top + small * _LINE + large * 0.82, left)
    return sketch.sprite()


@lru_cache(maxsize=4)
def large(text: str, left: str, canvas_height: int) -> Sprite:
    """Draw a countdown for the screen of a meeting that has not begun, large, without ground."""
    small, large = round(canvas_height / 20), round(canvas_height / 5.5)
    caption, digits = Typeface(Weight.REGULAR, small), Typeface(Weight.SEMIBOLD, large)
    wide = _digits_width(digits, left)
    width = even(max(caption.width(text), wide) + 1) + 2
    sketch = Sketch(width, even(small * _LINE + large * 1.1))
    x = (width - caption.width(text)) / 2
    sketch.lay(sketch.text(x, small * ASCENT, text, caption.font), colour.SOFT)
    _lay_digits(sketch, digits, (width - wide) / 2, small * _LINE + large * 0.92, left)
    return sketch.sprite()


def _digits_width(face: Typeface, left: str) -> float:
    """Return how wide a time is with its widest digits, so that nothing moves as it runs."""
    return sum(face.width("0" if one.isdigit() else one) for one in left)


def _lay_digits(sketch: Sketch, face: Typeface, x: float, baseline: float, left: str) -> None:
    """Lay each digit into the middle of its place: a narrow 1 leaves no hole."""
    for one in left:
        place = face.width("0" if one.isdigit() else one)
        middle = x + (place - face.width(one)) / 2
        sketch.lay(sketch.text(middle, baseline, one, face.font), colour.TEXT)
        x += place
