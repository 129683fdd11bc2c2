"""A vote in the picture: what is asked and how many have voted, then what it came to."""

from functools import lru_cache
from typing import Final

from mcu.scene import Bar, Poll
from mcu.video import colour
from mcu.video.colour import Colour
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import even
from mcu.video.paragraph import Typeface
from mcu.video.sprite import Sketch, Sprite

_LINE: Final = ASCENT + DESCENT
_ASKED: Final = 0.4
"""Part of a result's width in which the question and the verdict are; its bars are beside them."""

_LEAST: Final = 40
"""Letters of 1/40 of the canvas's height, 18 of 720 pixels, are made smaller only where there is no
room for more."""

_MOST_BARS: Final = 8
"""Options shown; a ninth would make all of them too small to read."""


@lru_cache(maxsize=8)
def poll_panel(poll: Poll, width: int, room: int, canvas_height: int, most: int) -> Sprite:
    """Draw a vote for a stage of `width` pixels.

    Its result is at most `most` pixels high, in smaller letters if need be, and `room` where it
    could not be read any more.
    """
    if poll.bars:
        return _result(poll, width, room, canvas_height, most)
    return _running(poll, width, canvas_height)


def _running(poll: Poll, width: int, canvas_height: int) -> Sprite:
    question = Typeface(Weight.SEMIBOLD, round(canvas_height / 24))
    count = Typeface(Weight.REGULAR, round(canvas_height / 28))
    pad = question.size
    lines = question.even(poll.question, width - 2 * pad, most=2)
    said = f"Đã biểu quyết {poll.voted}/{poll.voters}"
    body = len(lines) * question.size * _LINE + count.size * (_LINE + 0.3)
    sketch = _sheet(width, even(body + pad), canvas_height)
    baseline = pad / 2 + count.size * ASCENT
    sketch.lay(sketch.text(pad, baseline, "Biểu quyết", count.font), colour.SOFT)
    x = width - pad - count.width(said)
    sketch.lay(sketch.text(x, baseline, said, count.font), colour.TEXT)
    baseline += count.size * (DESCENT + 0.3)
    _lay_lines(sketch, question, pad, baseline, lines)
    return sketch.sprite()


def _result(poll: Poll, width: int, room: int, canvas_height: int, most: int) -> Sprite:
    bars = poll.bars[:_MOST_BARS]
    size = round(canvas_height / 24)
    least = round(canvas_height / _LEAST)
    while size > 8:
        tall = _Result(poll, bars, size, width).height
        if tall <= room and (tall <= most or size <= least):
            break
        size -= 1
    return _Result(poll, bars, size, width).draw(canvas_height)


class _Result:
    """A result in letters of a size: to the left what was asked and what it came to, to the right
    a bar for each option.
    """

    def __init__(self, poll: Poll, bars: tuple[Bar, ...], size: int, width: int) -> None:
        self._bars = bars
        self._pad = size
        self._width = width
        self._question = Typeface(Weight.SEMIBOLD, size)
        self._plain = Typeface(Weight.REGULAR, round(size * 0.9))
        asked = width * _ASKED - 2 * size
        self._asked = self._question.even(poll.question, asked, most=4)
        self._verdict = self._question.even(poll.verdict, asked, most=2)
        self._row = self._plain.size * _LINE + size * 0.9
        said = len(self._asked) + len(self._verdict) + 0.4 * bool(self._verdict)
        body = max(said * size * _LINE, len(bars) * self._row - size * 0.4)
        self.height = even(body + 1.4 * size)

    def draw(self, canvas_height: int) -> Sprite:
        """Draw it; both sides are in the middle of its height."""
        size, pad = self._question.size, self._pad
        sketch = _sheet(self._width, self.height, canvas_height)
        said = (len(self._asked) + len(self._verdict) + 0.4 * bool(self._verdict)) * size * _LINE
        top = (self.height - said) / 2
        end = _lay_lines(sketch, self._question, pad, top, self._asked)
        _lay_lines(sketch, self._question, pad, end + 0.4 * size * _LINE, self._verdict)
        left, right = self._width * _ASKED, self._width - pad
        top = (self.height - len(self._bars) * self._row + size * 0.4) / 2
        total = sum(bar.count for bar in self._bars) or 1
        most = max(bar.count for bar in self._bars)
        for bar in self._bars:
            ink = colour.TEXT if bar.count == most else colour.SOFT
            self._lay_bar(sketch, bar, total, (left, top, right), ink)
            top += self._row
        return sketch.sprite()

    def _lay_bar(
        self, sketch: Sketch, bar: Bar, total: int, at: tuple[float, float, float], ink: Colour
    ) -> None:
        left, top, right = at
        plain, thick = self._plain, self._question.size * 0.5
        baseline = top + plain.size * ASCENT
        said = f"{bar.count} ({percent(bar.count, total)})"
        x = right - plain.width(said)
        (label,) = plain.lines(bar.text, x - left - self._pad, most=1) or [""]
        sketch.lay(sketch.text(left, baseline, label, plain.font), colour.TEXT)
        sketch.lay(sketch.text(x, baseline, said, plain.font), colour.TEXT)
        top = baseline + plain.size * DESCENT
        sketch.lay(sketch.box((left, top, right, top + thick)), colour.DISC)
        if bar.count:
            end = left + (right - left) * bar.count / total
            sketch.lay(sketch.box((left, top, end, top + thick)), ink)


def _lay_lines(sketch: Sketch, face: Typeface, x: float, top: float, lines: list[str]) -> float:
    """Lay lines one under another, and return where the next would begin."""
    for line in lines:
        sketch.lay(sketch.text(x, top + face.size * ASCENT, line, face.font), colour.TEXT)
        top += face.size * _LINE
    return top


def percent(count: int, total: int) -> str:
    """Write a part of a whole in per cent, with one decimal where it is not whole: 66,7%."""
    return f"{100 * count / total:.1f}".removesuffix(".0").replace(".", ",") + "%"


def _sheet(width: int, height: int, canvas_height: int) -> Sketch:
    sketch = Sketch(width, height)
    sketch.lay(sketch.box((0, 0, width, height), canvas_height / 72), colour.PLATE)
    return sketch
