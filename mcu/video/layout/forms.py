"""What a scene's layout comes to: how many are large, how many small, and where."""

from typing import NamedTuple

from mcu.scene import Box, Layout, Part, Scene
from mcu.video.layout import strip
from mcu.video.layout.corner import CORNER_TILES, corner
from mcu.video.layout.free import drawn, whole
from mcu.video.layout.geometry import Arrangement, Ground
from mcu.video.layout.grid import PAGE_TILES, grid
from mcu.video.layout.pair import pair

_MAINS = {
    Layout.BOTTOM: 1,
    Layout.TWO: 2,
    Layout.THREE: 3,
    Layout.LECTURE: 1,
    Layout.FULL: 1,
    Layout.PIP: 2,
    Layout.CONTENT_SPEAKER: 1,
}
"""Large tiles of a layout; all others have as many as are wanted."""

_STRIPLESS = {Layout.TWO, Layout.LECTURE, Layout.FULL, Layout.PIP, Layout.CONTENT_SPEAKER}


class Form(NamedTuple):
    """How many members are large, and how many small ones have a place on one page."""

    mains: int
    places: int


def ground(scene: Scene, width: int, height: int) -> Ground:
    """Return the canvas that a scene is laid on."""
    return Ground(width, height, header=scene.header, ticker=bool(scene.ticker))


def form(scene: Scene, wanted: int, members: int, on: Ground) -> Form:
    """Return the form of a scene for `members`, of whom `wanted` are to be large."""
    layout = scene.layout
    if layout is Layout.CUSTOM:
        parts = [box.part for box in scene.boxes]
        return Form(min(parts.count(Part.MAIN), members), parts.count(Part.SEAT))
    if layout is Layout.GRID or (layout is Layout.AUTO and not wanted):
        return Form(0, PAGE_TILES)
    mains = _MAINS.get(layout) or max(1, min(wanted, strip.MOST_FEATURED))
    if layout in _STRIPLESS or members <= mains:  # nobody is to be beside them, or nobody is there
        return Form(min(mains, members), 0)
    if mains == 3:
        return Form(mains, CORNER_TILES)
    below = layout is Layout.BOTTOM
    return Form(mains, strip.STRIP_COLUMNS if below else strip.side_places(mains, on))


def lay(scene: Scene, form: Form, shown: int, total: int, on: Ground) -> Arrangement:
    """Arrange the large ones and then `shown` small ones, of `total` on all pages."""
    layout = scene.layout
    if not form.mains:
        return grid(shown, on, of=min(total, PAGE_TILES))
    if layout in {Layout.FULL, Layout.PIP}:
        return whole(form.mains, on)
    if layout is Layout.TWO and form.mains == 2:
        return pair(on)
    if not form.places:
        return grid(form.mains, on)
    if form.mains == 3:
        return corner(shown, on)
    below = layout is Layout.BOTTOM
    return strip.bottom(shown, on) if below else strip.side(form.mains, shown, on, of=total)


def seated(
    boxes: tuple[Box, ...], mains: int, shown: int, on: Ground
) -> tuple[Arrangement, list[int]]:
    """Arrange members in drawn boxes, and return the number of who is in each tile.

    Numbers count the large ones first. Boxes stay empty where there is nobody left for them.
    """
    numbers = {Part.MAIN: iter(range(mains)), Part.SEAT: iter(range(mains, mains + shown))}
    taken = [
        (box, number)
        for box in boxes
        if box.part in numbers and (number := next(numbers[box.part], None)) is not None
    ]
    return on.lay(drawn(box, on) for box, _ in taken), [number for _, number in taken]
