"""The screen of a meeting that has not begun, or rests: nobody is seen, and it says why."""

from functools import lru_cache
from typing import Final, NamedTuple

from mcu.video import colour
from mcu.video.emblem import Emblem
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import NOWHERE, even
from mcu.video.paragraph import Typeface
from mcu.video.record_view import View
from mcu.video.sprite import Sketch, Sprite

_LINE: Final = ASCENT + DESCENT

_HIGH: Final = 0.45
"""Part of what is free that is above: what hangs a little high looks to be in the middle."""

_GAP: Final = 0.06
"""Part of the height between what is said and what comes under it."""


class Rest(NamedTuple):
    """The screen, and from which of its rows on there is room for what comes under the words."""

    sprite: Sprite
    free: int


def at_rest(view: View) -> View:
    """Return a view in which nobody is, not even at the edge: the rest is written on it.

    Emblem and title are in its middle, and so not above it as well. There is no stage: until the
    rest is drawn nothing is said of who has come.
    """
    header, arrangement, _ = view
    header = header._replace(title="", emblem=None, page=1, pages=1)
    return header, arrangement._replace(tiles=(), stage=NOWHERE), []


@lru_cache(maxsize=4)
def rest_screen(
    text: str,
    title: str,
    width: int,
    height: int,
    emblem: Emblem | None,
    *,
    room: int,
    below: int = 0,
) -> Rest:
    """Draw emblem, title and text, in the middle of the upper `room` pixels of the screen.

    `below` is how high what comes under them is: all together is in the middle then.
    """
    sketch = Sketch(width, height)
    sketch.lay(sketch.box((0, 0, width, height)), colour.CANVAS)
    # With an emblem the title is smaller: a countdown may be under both.
    large = round(height / (15 if emblem else 12))
    said = [
        (Typeface(Weight.SEMIBOLD, large), title, 3, colour.TEXT),
        (Typeface(Weight.REGULAR, round(height / 18)), text, 2, colour.SOFT),
    ]
    lines = [(face, face.even(words, width * 0.9, most), ink) for face, words, most, ink in said]
    mark = emblem.drawn(even(height * 0.16)) if emblem else None
    above = mark.shape[0] + round(height * 0.03) if mark is not None else 0
    tall = above + sum(len(few) * face.size * _LINE for face, few, _ in lines)
    tall += lines[0][0].size * 0.4 * bool(text)
    under = below + height * _GAP if below else 0
    top = max((room - tall - under) * _HIGH, 0)
    if mark is not None:
        sketch.image(even((width - mark.shape[1]) / 2), even(top), mark)
    baseline = top + above
    for face, few, ink in lines:
        for line in few:
            baseline += face.size * ASCENT
            x = (width - face.width(line)) / 2
            sketch.lay(sketch.text(x, baseline, line, face.font), ink)
            baseline += face.size * DESCENT
        baseline += face.size * 0.4
    return Rest(sketch.sprite(), even(min(top + tall + under, room) - below))
