"""What is written over the people: announcement, countdown, vote, and the screen before the start.

All that comes while people are seen is a band over the whole width, one above another from the
bottom up, as on television: nothing hides anything else, and faces are hidden last. So a countdown
stands beside an announcement, not over it, and a result above either is in smaller letters.

Drawn once when it changes, and not in a tick: an announcement takes 20 ms, a result as much. It
lies on a copy of the canvas, whose tiles go on being painted beneath it one by one; without
anything written there is no copy.
"""

import math
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

import numpy as np

from mcu.clock import NS_PER_S
from mcu.scene import Overlay, Poll
from mcu.video import colour, countdown
from mcu.video.badge import minutes
from mcu.video.canvas import Canvas
from mcu.video.decoder import Submit, at_once
from mcu.video.emblem import Emblem
from mcu.video.font import ASCENT, DESCENT, Weight
from mcu.video.layout import NOWHERE, Arrangement, Rect, arrange, even
from mcu.video.paragraph import Typeface
from mcu.video.plates import raised, slivers
from mcu.video.poll import ALONE, BESIDE, poll_panel
from mcu.video.rest import rest_screen
from mcu.video.sprite import Placed, Sketch, Sprite
from mcu.video.tile import Tile

BAND_LINES: Final = 3
"""Lines of an announcement at once."""

BAND_LETTERS: Final = (34, 30, 26)
"""Sizes of its letters on a canvas of 720 lines, the largest in which it fits; the last is 13
pixels on the picture of 360 lines, which is as small as diacritics can be told apart."""

READ_NS: Final = 8 * NS_PER_S
"""Nanoseconds for which three lines are there, where an announcement has more: aloud they take
fifteen, read in silence half of it."""

CLOCK: Final = 0.26
"""Part of the width that a countdown has beside an announcement."""

ROUND: Final = 1 / 72
"""Part of the canvas's height that the corners of a band are round by."""

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
NOBODY: Final = Arrangement(NOWHERE, NOWHERE, (), 0)


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
    """A canvas with what is written on it. `drawn` counts drawings; for one thread only.

    What is new is drawn by `submit`; until that is done all stays as it was.
    """

    def __init__(self, width: int, height: int, submit: Submit = at_once) -> None:
        self.drawn = 0
        self._submit = submit
        self._stage = arrange(0, width, height).stage
        self._copy: Canvas | None = None
        self._said = NOTHING
        self._placed: tuple[Placed, ...] = ()
        self._wiped = 0
        """How often there was nothing to be read any more."""

    def over(
        self,
        canvas: Canvas,
        said: Written,
        under: Arrangement = NOBODY,
        tiles: Sequence[Tile] = (),
    ) -> Canvas:
        """Return a canvas with `said` on it: the same one where nothing is.

        The names of tiles `under` it stand on it.
        """
        if said == NOTHING:
            self._copy = None
            self._said, self._placed = NOTHING, ()
            self._wiped += 1
            return canvas
        if said != self._said and self._submit(
            partial(self._draw, said, canvas.height, self._wiped)
        ):
            self._said = said
        placed = self._placed
        if not placed:
            return canvas
        copy = self._copy = self._copy or Canvas(canvas.width, canvas.height)
        for source, into in ((canvas.y, copy.y), (canvas.u, copy.u), (canvas.v, copy.v)):
            np.copyto(into, source)
        floor = min(one.y for one in placed)
        plain = _beneath(floor, self._stage, under, canvas.height)
        for rect in (*plain, *slivers(under, tiles, floor, canvas.height)):
            copy.fill(rect, colour.CANVAS)
        names = raised(under, tiles, floor, canvas.height)
        for sprite, x, y in names:
            # What shines through a name elsewhere is here its own lower half.
            copy.fill(Rect(x, y, sprite.width, sprite.height), colour.PLATE)
        for sprite, x, y in (*names, *placed):
            copy.blend(sprite, x, y)
        return copy

    def _draw(self, said: Written, height: int, wiped: int) -> None:
        placed = tuple(place(said, self._stage, height))
        if wiped == self._wiped:  # else it was for people who have read something else since
            self._placed = placed
            self.drawn += 1


def place(said: Written, stage: Rect, height: int) -> list[Placed]:
    """Draw everything for a stage, from the bottom up; what lies under the others comes first."""
    placed: list[Placed] = []
    bottom = stage.y + stage.h
    gap = even(height / 60)

    def put(*bands: Sprite) -> None:
        nonlocal bottom
        bottom -= bands[0].height
        x = stage.x
        for band in bands:
            placed.append(Placed(band, x, bottom))
            x += band.width + gap
        bottom -= gap

    counted = said.countdown if not said.hold else None
    if said.announcement and counted is not None:
        clock, least = even(stage.w * CLOCK), countdown.box_height(height)
        room = stage.w - clock - gap
        band = announcement(said.announcement, said.turn, room, height, least)
        put(band, countdown.box(*counted, clock, band.height, height))
    elif said.announcement:
        put(announcement(said.announcement, said.turn, stage.w, height))
    elif counted is not None:
        put(countdown.band(*counted, stage.w, height))
    if said.poll is not None:
        share = BESIDE if placed else ALONE
        put(poll_panel(said.poll, stage.w, bottom - stage.y, height, share))
    if said.hold:
        counting = countdown.large(*said.countdown, height) if said.countdown else None
        below = counting.height if counting else 0
        text = "" if counting else said.hold
        screen = rest_screen(
            text, said.title, stage.w, stage.h, said.emblem, room=bottom - stage.y, below=below
        )
        placed.insert(0, Placed(screen.sprite, *stage[:2]))
        if counting:
            x = stage.x + even((stage.w - counting.width) / 2)
            placed.append(Placed(counting, x, stage.y + screen.free))
    return placed


def _beneath(floor: int, stage: Rect, under: Arrangement, height: int) -> list[Rect]:
    """Return what is plain beneath bands that begin at `floor`: no slivers of faces are seen
    between them, and no frame of a tile that ends with the stage looks out.
    """
    frame = 0 if under.covered else under.frame  # over a whole screen the picture goes on there
    y = floor + even(height * ROUND)  # the corners of the first are round
    end = stage.y + stage.h + frame
    left, right = stage.x - frame, stage.x + stage.w
    beside = (Rect(x, floor, frame, end - floor) for x in (left, right))
    return [Rect(stage.x, y, stage.w, end - y), *beside]


@lru_cache(maxsize=8)
def announcement(text: str, turn: int, width: int, canvas_height: int, least: int = 0) -> Sprite:
    """Draw the band of an announcement: three lines of it, by turns where it has more.

    It is `least` pixels high, at least.
    """
    pad = even(canvas_height / 36)
    bar = even(canvas_height / 120)
    room = width - 2 * pad - bar
    face = _largest(text, room, canvas_height)
    letters, lines = face.size, face.lines(text, room)
    if len(lines) <= BAND_LINES:
        lines = face.even(text, room, BAND_LINES)
    pages = -(-len(lines) // BAND_LINES) or 1
    page = turn % pages
    shown = lines[page * BAND_LINES :][:BAND_LINES]
    rows = min(len(lines), BAND_LINES)
    mark = round(letters * 0.7) if pages > 1 else 0
    body = rows * letters * _LINE + mark * _LINE
    sketch = Sketch(width, max(even(body + pad), least))
    sheet = (0, 0, width, sketch.height)
    sketch.lay(sketch.box(sheet, pad / 2), colour.PLATE)
    sketch.lay(sketch.box((pad / 2, pad / 2, pad / 2 + bar, sketch.height - pad / 2)), colour.SOFT)
    baseline = max((sketch.height - body) / 2, pad / 2)
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
