"""What is written over the people: announcement, countdown, vote, and the screen before the start.

Drawn once when it changes. It lies on a copy of the canvas, whose tiles go on being painted beneath
it one by one; without anything written there is no copy.
"""

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from mcu.clock import NS_PER_S
from mcu.scene import Overlay, Poll
from mcu.video import colour
from mcu.video.badge import minutes
from mcu.video.canvas import Canvas
from mcu.video.emblem import Emblem
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import Rect, arrange, even
from mcu.video.paragraph import Typeface
from mcu.video.poll import poll_panel
from mcu.video.sprite import Sketch, Sprite

BAND_LINES: Final = 3
"""Lines of an announcement at once."""

BAND_LETTERS: Final = (34, 30, 26)
"""Sizes of its letters on a canvas of 720 lines, the largest in which it fits; the last is 13
pixels on the picture of 360 lines, which is as small as diacritics can be told apart."""

READ_NS: Final = 8 * NS_PER_S
"""Nanoseconds for which three lines are there, where an announcement has more: aloud they take
fifteen, read in silence half of it."""

_OPACITY: Final = 0.97
_LINE: Final = ASCENT + DESCENT


class Written(NamedTuple):
    """What is to be read at one moment. `turn` counts the pages of the announcement shown so far,
    `countdown` is what comes and the time until then.
    """

    announcement: str = ""
    turn: int = 0
    countdown: tuple[str, str] | None = None
    poll: Poll | None = None
    hold: str = ""
    title: str = ""
    emblem: Emblem | None = None


NOTHING: Final = Written()


class Placed(NamedTuple):
    """A drawing and where its top left corner is."""

    sprite: Sprite
    x: int
    y: int


def written(
    overlay: Overlay, title: str, elapsed: int, now: float, emblem: Emblem | None = None
) -> Written:
    """Return what is to be read at a moment (Unix time), `elapsed` ns after the overlay came."""
    counting = None
    if overlay.countdown is not None:
        left = max(0, math.ceil(overlay.countdown.until - now))
        counting = overlay.countdown.text, minutes(left)
    return Written(
        announcement=overlay.announcement,
        turn=elapsed // READ_NS if overlay.announcement else 0,
        countdown=counting,
        poll=overlay.poll,
        hold=overlay.hold,
        title=title if overlay.hold else "",
        emblem=emblem if overlay.hold else None,
    )


class Graphics:
    """A canvas with what is written on it. `drawn` counts drawings; for one thread only."""

    def __init__(self, width: int, height: int) -> None:
        self.drawn = 0
        self._stage = arrange(0, width, height).stage
        self._copy: Canvas | None = None
        self._said = NOTHING
        self._placed: tuple[Placed, ...] = ()

    def over(self, canvas: Canvas, said: Written) -> Canvas:
        """Return a canvas with `said` on it: the same one where nothing is."""
        if said == NOTHING:
            self._copy = None
            self._said, self._placed = NOTHING, ()
            return canvas
        if said != self._said:
            self._said = said
            self._placed = tuple(_place(said, self._stage, canvas.height))
            self.drawn += 1
        copy = self._copy = self._copy or Canvas(canvas.width, canvas.height)
        for source, into in ((canvas.y, copy.y), (canvas.u, copy.u), (canvas.v, copy.v)):
            np.copyto(into, source)
        for sprite, x, y in self._placed:
            copy.blend(sprite, x, y)
        return copy


def _place(said: Written, stage: Rect, height: int) -> list[Placed]:
    """Draw everything, from the bottom up; what is large comes in the middle of the rest."""
    placed: list[Placed] = []
    bottom = stage.y + stage.h
    gap = even(height / 60)
    if said.hold:
        text = "" if said.countdown else said.hold
        screen = hold_screen(text, said.title, stage.w, stage.h, said.emblem)
        placed.append(Placed(screen, *stage[:2]))
    if said.announcement:
        band = announcement(said.announcement, said.turn, stage.w, height)
        bottom -= band.height
        placed.append(Placed(band, stage.x, bottom))
        bottom -= gap
    if said.poll is not None:
        panel = poll_panel(said.poll, stage.w, bottom - stage.y, height)
        running = not said.poll.bars
        y = bottom - panel.height if running else stage.y + (bottom - stage.y - panel.height) / 2
        placed.append(Placed(panel, stage.x + even((stage.w - panel.width) / 2), even(y)))
        bottom -= panel.height + gap if running else 0
    if said.countdown is not None:
        panel = countdown(*said.countdown, height, ground=not said.hold)
        part = 0.72 if said.hold else 0.5
        y = stage.y + (bottom - stage.y) * part - panel.height / 2
        placed.append(Placed(panel, stage.x + even((stage.w - panel.width) / 2), even(y)))
    return placed


@lru_cache(maxsize=8)
def announcement(text: str, turn: int, width: int, canvas_height: int) -> Sprite:
    """Draw the band of an announcement: three lines of it, by turns where it has more."""
    pad = even(canvas_height / 36)
    bar = even(canvas_height / 120)
    room = width - 2 * pad - bar
    face = _largest(text, room, canvas_height)
    letters, lines = face.size, face.lines(text, room)
    pages = -(-len(lines) // BAND_LINES) or 1
    page = turn % pages
    shown = lines[page * BAND_LINES :][:BAND_LINES]
    rows = min(len(lines), BAND_LINES)
    mark = round(letters * 0.7) if pages > 1 else 0
    sketch = Sketch(width, even(rows * letters * _LINE + mark * _LINE + pad))
    sheet = (0, 0, width, sketch.height)
    sketch.lay(sketch.box(sheet, pad / 2), colour.PLATE, _OPACITY)
    sketch.lay(sketch.box((pad / 2, pad / 2, pad / 2 + bar, sketch.height - pad / 2)), colour.SOFT)
    baseline = pad / 2
    for line in shown:
        baseline += letters * ASCENT
        sketch.lay(sketch.text(pad + bar, baseline, line, face.font), colour.TEXT)
        baseline += letters * DESCENT
    if mark:
        small = Typeface(Weight.REGULAR, mark)
        number = f"{page + 1}/{pages}"
        x, baseline = width - pad - small.width(number), sketch.height - pad / 2 - mark * DESCENT
        sketch.lay(sketch.text(x, baseline, number, small.font), colour.SOFT)
    return sketch.sprite()


def _largest(text: str, room: float, canvas_height: int) -> Typeface:
    """Return the largest letters in which an announcement fits, or the smallest there are."""
    faces = [Typeface(Weight.SEMIBOLD, round(n * canvas_height / 720)) for n in BAND_LETTERS]
    return next((one for one in faces if len(one.lines(text, room)) <= BAND_LINES), faces[-1])


@lru_cache(maxsize=4)
def countdown(text: str, left: str, canvas_height: int, *, ground: bool) -> Sprite:
    """Draw a countdown, large; with a dark `ground` where it lies on pictures."""
    small, large = round(canvas_height / 20), round(canvas_height / 5.5)
    caption, digits = Typeface(Weight.REGULAR, small), Typeface(Weight.SEMIBOLD, large)
    pad = small
    # As wide as its widest digits, so that nothing moves from second to second.
    wide = sum(digits.width("0" if one.isdigit() else one) for one in left)
    width = even(max(caption.width(text), wide) + 2 * pad + 1)
    sketch = Sketch(width, even(small * _LINE + large * 1.1 + 2 * pad))
    if ground:
        sheet = (0, 0, width, sketch.height)
        sketch.lay(sketch.box(sheet, small * 0.5), colour.PLATE, _OPACITY)
    x = (width - caption.width(text)) / 2
    sketch.lay(sketch.text(x, pad + small * ASCENT, text, caption.font), colour.SOFT)
    baseline = pad + small * _LINE + large * 0.92
    x = (width - wide) / 2
    for one in left:  # each digit in the middle of its place: a narrow 1 leaves no hole
        place = digits.width("0" if one.isdigit() else one)
        middle = x + (place - digits.width(one)) / 2
        sketch.lay(sketch.text(middle, baseline, one, digits.font), colour.TEXT)
        x += place
    return sketch.sprite()


@lru_cache(maxsize=4)
def hold_screen(
    text: str, title: str, width: int, height: int, emblem: Emblem | None = None
) -> Sprite:
    """Draw the screen of a meeting that has not begun, or rests: its title, and what is said."""
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
    above = mark.shape[0] + round(height * 0.02) if mark is not None else 0
    tall = above + sum(len(few) * face.size * _LINE + face.size * 0.4 for face, few, _ in lines)
    # Alone it is in the middle, where one looks; a countdown has that place.
    top = height * (0.02 if emblem else 0.12) if not text else (height - tall) * 0.45
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
    return sketch.sprite()
