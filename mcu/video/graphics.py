"""What is written over the people: announcement, countdown, vote, and the screen before the start.

All that comes while people are seen is a band over the whole width, one above another from the
bottom up, as on television: nothing hides anything else, and faces are hidden last. So a countdown
stands beside an announcement, not over it, and under a vote both are in one low row, read line by
line.

Drawn once when it changes, and not in a tick: an announcement takes 20 ms, a result as much. It
lies on a copy of the canvas, whose tiles go on being painted beneath it one by one; without
anything written there is no copy. People make room for it: their tiles are smaller meanwhile, and
what they send stays as it is.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from mcu.scene import Overlay, Poll
from mcu.video import colour, countdown, placard
from mcu.video.announcement import TURN_NS, Room, announcement, least_height
from mcu.video.badge import minutes
from mcu.video.canvas import Canvas
from mcu.video.decoder import Submit, at_once
from mcu.video.emblem import Emblem
from mcu.video.layout import NOWHERE, Arrangement, Rect, arrange, even, lifted
from mcu.video.painting import paint
from mcu.video.plates import corner, inset_of, plate_on, raised, readable, slivers
from mcu.video.poll import poll_panel
from mcu.video.rest import rest_screen
from mcu.video.sprite import Placed, Sprite
from mcu.video.tile import Tile

MOST: Final = 1 / 3
"""Part of the canvas's height that all bands take together. A face that fills the picture has its
eyes above the middle and its mouth at two thirds: of whoever reads a result out, both are seen."""

CLOCK: Final = 0.26
LOW_CLOCK: Final = 0.35
"""Parts of the width that a countdown has beside an announcement: with the time under what comes,
and, in a low row, beside it."""

ROUND: Final = 1 / 72
"""Part of the canvas's height that the corners of a band are round by."""


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

    @property
    def counted(self) -> tuple[str, str] | None:
        """The countdown, unless it is large because all rest."""
        return None if self.hold else self.countdown


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
        turn=elapsed // TURN_NS if overlay.announcement else 0,
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
        self._height = height
        self._stage = arrange(0, width, height).stage
        self._copy: Canvas | None = None
        self._said = NOTHING
        self._placed: tuple[Placed, ...] = ()
        self._wiped = 0
        """How often there was nothing to be read any more."""

    def lift(self, said: Written, under: Arrangement, tiles: Sequence[Tile]) -> Arrangement:
        """Return where tiles are while `said` is on the canvas: above it, if that can be.

        Names in the size that they have there are drawn first.
        """
        self._take(said, under, tiles)
        return self.lifted(under)

    def lifted(self, under: Arrangement) -> Arrangement:
        """Return where tiles are with what is written now; from any thread."""
        return _lifted(under, self._placed, self._height)

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
        self._take(said, under, tiles)
        placed = self._placed
        if not placed:
            self._copy = None
            return canvas
        copy = self._copy = self._copy or Canvas(canvas.width, canvas.height)
        for source, into in ((canvas.y, copy.y), (canvas.u, copy.u), (canvas.v, copy.v)):
            np.copyto(into, source)
        floor = min(one.y for one in placed)
        self._placards(copy, under, tiles, floor)
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

    def _placards(
        self, copy: Canvas, under: Arrangement, tiles: Sequence[Tile], floor: int
    ) -> None:
        """Paint placards that are cut anew: what they say moves up, their name stands below it."""
        for rect, tile in zip(under.tiles, tiles, strict=True):
            text = readable(rect, under)
            plate = plate_on(tile.plate, text, self._height)
            if tile.picture is None and plate is not None and rect.y < floor < rect.y + rect.h:
                own = corner(plate, text, inset_of(rect, self._height))[1]
                paint(copy, rect, text, tile, min(own, floor - plate.height) - rect.y)

    def _take(self, said: Written, under: Arrangement, tiles: Sequence[Tile]) -> None:
        """Have drawn what is new, and forget what is over."""
        if said == NOTHING:
            self._said, self._placed = NOTHING, ()
            self._wiped += 1
        elif said != self._said:
            draw = partial(self._draw, said, under, tuple(tiles), self._wiped)
            if self._submit(draw):
                self._said = said

    def _draw(self, said: Written, under: Arrangement, tiles: Sequence[Tile], wiped: int) -> None:
        placed = tuple(place(said, self._stage, self._height))
        places = _lifted(under, placed, self._height)
        if places != under:
            for rect, tile in zip(places.tiles, tiles, strict=True):
                plate_on(tile.plate, readable(rect, places), self._height)
                placard.mark(tile.plate.title, tile.emblem, rect.w, rect.h)
        if wiped == self._wiped:  # else it was for people who have read something else since
            self._placed = placed
            self.drawn += 1


def _lifted(under: Arrangement, placed: Sequence[Placed], height: int) -> Arrangement:
    return lifted(under, min(one.y for one in placed), height) if placed else under


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

    panel = _panel(said, stage, height, gap)
    taken = panel.height + gap if panel is not None else 0
    most = max(even(height * MOST) - taken, least_height(height))
    if row := _row(said, stage.w, height, most):
        put(*row)
    if panel is not None:
        put(panel)
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


def _panel(said: Written, stage: Rect, height: int, gap: int) -> Sprite | None:
    """Draw the vote, if there is one, so that a line of whatever else there is fits below it."""
    if said.poll is None:
        return None
    below = least_height(height) + gap if said.announcement or said.counted is not None else 0
    most = even(height * MOST) - below
    return poll_panel(said.poll, stage.w, stage.h - below, height, most)


def _row(said: Written, width: int, height: int, most: int) -> list[Sprite]:
    """Draw announcement and countdown, those there are, beside each other, `most` pixels high."""
    counted = said.counted
    if not said.announcement:
        return [countdown.band(*counted, width, height, most)] if counted is not None else []
    if counted is None:
        return [announcement(said.announcement, said.turn, Room(width, most), height)]
    least = countdown.box_height(height)
    low = most < least
    clock = even(width * (LOW_CLOCK if low else CLOCK))
    beside = width - clock - even(height / 60)
    room = Room(beside, most, 0 if low else least)
    band = announcement(said.announcement, said.turn, room, height)
    draw = countdown.low if low else countdown.box
    return [band, draw(*counted, clock, band.height, height)]


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
