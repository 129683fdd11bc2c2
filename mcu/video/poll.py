"""A vote in the picture: what is asked and how many have voted, then what it came to."""

from functools import lru_cache
from typing import Final

from mcu.scene import Bar, Poll
from mcu.video import colour
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import even
from mcu.video.paragraph import Typeface
from mcu.video.sprite import Sketch, Sprite

_OPACITY: Final = 0.97
_LINE: Final = ASCENT + DESCENT
_PART: Final = 0.72
"""Part of the stage's width that a result takes; a vote that runs takes all of it, but is low."""

_MOST_BARS: Final = 8
"""Options shown; a ninth would make all of them too small to read."""


@lru_cache(maxsize=8)
def poll_panel(poll: Poll, width: int, room: int, canvas_height: int) -> Sprite:
    """Draw a vote for a stage of `width` pixels, at most `room` high."""
    if poll.bars:
        return _result(poll, even(width * _PART), room, canvas_height)
    return _running(poll, width, canvas_height)


def _running(poll: Poll, width: int, canvas_height: int) -> Sprite:
    question = Typeface(Weight.SEMIBOLD, round(canvas_height / 24))
    count = Typeface(Weight.REGULAR, round(canvas_height / 28))
    pad = question.size
    lines = question.lines(poll.question, width - 2 * pad, most=2)
    said = f"Đã biểu quyết {poll.voted}/{poll.voters}"
    body = len(lines) * question.size * _LINE + count.size * _LINE * 2
    sketch = _sheet(width, even(body + pad))
    baseline = pad / 2 + count.size * ASCENT
    sketch.lay(sketch.text(pad, baseline, "Biểu quyết", count.font), colour.SOFT)
    x = width - pad - count.font.getlength(said)
    sketch.lay(sketch.text(x, baseline, said, count.font), colour.TEXT)
    baseline += count.size * (DESCENT + 0.3)
    for line in lines:
        baseline += question.size * ASCENT
        sketch.lay(sketch.text(pad, baseline, line, question.font), colour.TEXT)
        baseline += question.size * DESCENT
    return sketch.sprite()


def _result(poll: Poll, width: int, room: int, canvas_height: int) -> Sprite:
    bars = poll.bars[:_MOST_BARS]
    size = round(canvas_height / 24)
    while size > 8 and _rows(bars, size) > room:
        size -= 1
    question, plain = Typeface(Weight.SEMIBOLD, size), Typeface(Weight.REGULAR, round(size * 0.9))
    pad = size
    lines = question.lines(poll.question, width - 2 * pad, most=2)
    sketch = _sheet(width, even(min(room, _rows(bars, size) - (2 - len(lines)) * size * _LINE)))
    baseline = pad * 0.6
    for line in lines:
        baseline += size * ASCENT
        sketch.lay(sketch.text(pad, baseline, line, question.font), colour.TEXT)
        baseline += size * DESCENT
    baseline += size * 0.5
    total = sum(bar.count for bar in bars) or 1
    most = max(bar.count for bar in bars)
    for bar in bars:
        baseline += plain.size * ASCENT
        said = f"{bar.count} ({percent(bar.count, total)})"
        x = width - pad - plain.font.getlength(said)
        (label,) = plain.lines(bar.text, x - 2 * pad, most=1) or [""]
        sketch.lay(sketch.text(pad, baseline, label, plain.font), colour.TEXT)
        sketch.lay(sketch.text(x, baseline, said, plain.font), colour.TEXT)
        top = baseline + plain.size * DESCENT
        sketch.lay(sketch.box((pad, top, width - pad, top + size * 0.5)), colour.DISC)
        end = pad + (width - 2 * pad) * bar.count / total
        if bar.count:
            ink = colour.TEXT if bar.count == most else colour.SOFT
            sketch.lay(sketch.box((pad, top, end, top + size * 0.5)), ink)
        baseline = top + size * 0.8
    if poll.verdict:
        baseline += size * (ASCENT + 0.2)
        (verdict,) = question.lines(poll.verdict, width - 2 * pad, most=1) or [""]
        sketch.lay(sketch.text(pad, baseline, verdict, question.font), colour.TEXT)
    return sketch.sprite()


def percent(count: int, total: int) -> str:
    """Write a part of a whole in per cent, with one decimal where it is not whole: 66,7%."""
    return f"{100 * count / total:.1f}".removesuffix(".0").replace(".", ",") + "%"


def _rows(bars: tuple[Bar, ...], size: int) -> float:
    """Return the height of a result in letters of `size` pixels."""
    row = 0.9 * size * _LINE + 0.8 * size
    return 2.6 * size + 2 * size * _LINE + len(bars) * row + size * (_LINE + 0.2)


def _sheet(width: int, height: int) -> Sketch:
    sketch = Sketch(width, height)
    sketch.lay(sketch.box((0, 0, width, height), height * 0.04), colour.PLATE, _OPACITY)
    return sketch
