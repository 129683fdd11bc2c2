"""`diemcau bench scene`: what each layout costs, and what a wall full of takes does to it.

First each layout is painted by itself, as all its tiles get a new picture of 640×360 at each tick,
on one core without a line: `fit_ms` is scaling, which the decoders' threads do, `paint_ms` the
canvas; `cores` are both at 25 ticks a second. `fade_ms` is what a cross-fade adds while it lasts.

Then what a second scene and stills of points take (`bench.beside`), and at last the takes: a mixer
runs with real decoders and encoder while random scenes are taken (`bench.takes`), and then a whole
server, with lines at whose ends the pictures are decoded (`bench.onlookers`).
Exit status 1 if a tick of a take took longer than there is time for it, if a viewer's picture stood
still for longer than without takes, could not be shown or needed keyframes, or if a still takes
more than it may. Ticks that are late although they took less are the machine's, which does other
things: how many there are is told, and no failure.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from mcu.ask import suiting
from mcu.media import Picture
from mcu.scene import Box, Layout, Part, Scene
from mcu.video.compose import Composer
from mcu.video.fade import Fader
from mcu.video.label import Header
from mcu.video.program import Program, Shot
from mcu.video.scale import fit
from mcu.video.tile import Tile
from signaling.bench import beside, measure, onlookers, takes
from signaling.bench.composite import PLATES, Composite

SIZE: Final = (1280, 720)
TICKS: Final = 30
COUNTS: Final = (1, 2, 9, 25, 114)
FPS: Final = 25
COUNTED: Final = (*range(1, 37), 49, 114)
"""Points with which steps are counted: a page and some of another, two, and many."""

CAMERA: Final = (1280, 720)
"""What steps are counted with: the size in which a page has its camera."""

LAYOUTS: Final = tuple(one for one in Layout if one is not Layout.CUSTOM)
STILL_MS: Final = 120.0
"""A viewer to whom no picture came for so long sees it stop: three were missing."""

THUMBNAIL: Final = 0.0005
"""Cores that a still of a point every few seconds may take."""

DRAWN: Final = (
    Box(x=6, y=8, w=112, h=63, part=Part.MAIN),
    Box(x=118, y=8, w=32, h=18),
    Box(x=118, y=26, w=32, h=18),
    Box(x=118, y=44, w=32, h=18),
    Box(x=118, y=62, w=32, h=18),
)
HEADER: Final = Header("Hội nghị giao ban trực tuyến", "14:05", recording=True)


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """One layout with so many points in the meeting, of whom `tiles` are seen; medians."""

    layout: str
    points: int
    tiles: int
    fit_ms: float
    paint_ms: float
    cores: float


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """Of all tiles of a layout with 1 to 36, 49 and 114 points: the part whose pictures are not
    scaled, as they are asked for in just that size, and the part for which they are halved.
    """

    layout: str
    equal: float
    halved: float


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """All that was measured."""

    layouts: list[Cost]
    steps: list[Steps]
    fade_ms: float
    beside: beside.Beside
    takes: takes.Takes
    onlookers: list[onlookers.Seen]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--takes", type=int, default=200, help="scenes taken one after another")
    parser.add_argument(
        "--beside", type=float, default=10.0, help="seconds for each that is shown beside"
    )
    parser.add_argument("--points", type=int, default=30, help="points in the meeting of takes")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    wall = Wall()
    layouts = [wall.cost(layout, count) for layout in Layout for count in COUNTS]
    if not args.json:
        measure.say(layouts)
    views = asyncio.run(beside.measure(args.beside))
    taken = asyncio.run(takes.measure(args.takes, args.points))
    seen = asyncio.run(onlookers.measure(args.takes, args.points))
    measure.say(
        [
            Results(
                layouts=layouts,
                steps=[steps(layout) for layout in LAYOUTS],
                fade_ms=wall.fade(),
                beside=views,
                takes=taken,
                onlookers=seen,
            )
        ]
    )
    return 1 if views.thumbnail > THUMBNAIL or disturbed(taken, seen) else 0


def disturbed(taken: takes.Takes, seen: Sequence[onlookers.Seen]) -> bool:
    """Whether takes were felt by anybody who watched."""
    storm = taken.keyframes > taken.seconds / takes.KEYFRAME_EVERY_S + 2
    late = taken.dearest_ms > 1000 / FPS
    gaps = [(taken.gap_ms, taken.gap_before_ms), *((one.gap_ms, one.gap_before_ms) for one in seen)]
    frozen = any(gap is None or gap > max(STILL_MS, before or 0) for gap, before in gaps)
    return storm or late or frozen or not all(one.smooth for one in seen)


def steps(layout: Layout) -> Steps:
    """Count the tiles of a layout whose pictures come in a step that is cheap to scale."""
    equal = halved = tiles = 0
    for count in COUNTED:
        members = [f"p{number}" for number in range(count)]
        shot = Program(Scene(layout=layout, main=("p0",)), members, SIZE, 0).shot(0)
        for tile in shot.arrangement.tiles:
            sent = asked(tile.w, tile.h)
            shown = fit(sent, tile.w, tile.h)
            equal += np.shares_memory(shown.y, sent.y)
            halved += (sent.width, sent.height) == (2 * shown.width, 2 * shown.height)
            tiles += 1
    return Steps(layout=layout, equal=round(equal / tiles, 2), halved=round(halved / tiles, 2))


def asked(width: int, height: int) -> Picture:
    """Return a picture as a page sends it that is asked for what fills such a tile."""
    one = suiting((width, height))
    by = max(CAMERA[0] / one.width, CAMERA[1] / one.height, 1.0)
    across, down = round(CAMERA[0] / by), round(CAMERA[1] / by)
    chroma = np.zeros((-(-down // 2), -(-across // 2)), np.uint8)
    return Picture(np.zeros((down, across), np.uint8), chroma, chroma, 0)


class Wall:
    """A canvas with the pictures of real clips."""

    def __init__(self) -> None:
        self._clips = Composite().clips

    def cost(self, layout: Layout, count: int) -> Cost:
        """Paint a layout over and over."""
        scene = Scene(layout=layout, boxes=DRAWN if layout is Layout.CUSTOM else (), main=("p0",))
        members = [f"p{number}" for number in range(count)]
        shot = Program(scene, members, SIZE, 0).shot(0)
        composer = Composer(*SIZE)
        scaled, painted = [], []
        for tick in range(TICKS):
            begun = time.thread_time_ns()
            tiles = self._tiles(shot, tick)
            between = time.thread_time_ns()
            composer.compose(HEADER, shot.arrangement, tiles)
            scaled.append((between - begun) / 1e6)
            painted.append((time.thread_time_ns() - between) / 1e6)
        fitted, paint = statistics.median(scaled), statistics.median(painted[1:])
        return Cost(
            layout=layout,
            points=count,
            tiles=len(shot.seats),
            fit_ms=round(fitted, 2),
            paint_ms=round(paint, 2),
            cores=round((fitted + paint) * FPS / 1000, 3),
        )

    def fade(self) -> float:
        """Return what each picture of a cross-fade costs more (ms)."""
        old, new = Composer(*SIZE), Composer(*SIZE)
        fader = Fader(*SIZE)
        fader.begin(old.canvas, 0)
        spent = []
        for _ in range(TICKS):
            begun = time.thread_time_ns()
            fader.over(new.canvas, 1)
            spent.append((time.thread_time_ns() - begun) / 1e6)
        return round(statistics.median(spent), 2)

    def _tiles(self, shot: Shot, tick: int) -> list[Tile]:
        found = []
        for number, rect in enumerate(shot.arrangement.tiles):
            clip = self._clips[number % len(self._clips)]
            picture = fit(clip[(tick + 7 * number) % len(clip)], rect.w, rect.h)
            plate = PLATES[number % len(PLATES)]
            found.append(Tile(picture, True, None, plate, muted=number > 0, speaking=number == 0))
        return found
