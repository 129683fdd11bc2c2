"""Name plates where they lie on tiles, and drawing them before they are needed.

A plate that has not been drawn yet takes 2 to 6 ms: 25 of another size would keep a tick waiting.
So whoever is to be seen has his drawn while the scene still waits for his picture.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from mcu.messages import Plate
from mcu.video import label
from mcu.video.layout import Arrangement, Rect, even
from mcu.video.program import Shot
from mcu.video.slot import Slot
from mcu.video.sprite import Sprite

NO_PLATE: Final = Plate(title="")
"""That of a tile which is not called anything."""

MOST_KEPT: Final = 400
"""Plates that are known to be drawn; fewer than are kept drawn."""

_Drawing = tuple[Plate, Rect]


def readable(rect: Rect, arrangement: Arrangement) -> Rect:
    """Return the part of a tile in which its text is: on the stage, if it reaches beyond."""
    lines = (arrangement.header, arrangement.ticker)
    covered = any(rect.meets(line) for line in lines)
    return rect.within(arrangement.stage) if covered else rect


def plate_on(plate: Plate, rect: Rect, canvas_height: int) -> Sprite | None:
    """Return the plate of a tile whose readable part this is; None if it is empty."""
    if plate == NO_PLATE:
        return None
    inset = even(label.title_size(rect.h, canvas_height) / 3)
    return label.plate(plate, rect.w - 2 * inset, rect.h, canvas_height)


class Plates:
    """Has plates drawn ahead, on the threads that decode; called on the loop."""

    def __init__(self, canvas_height: int) -> None:
        self._height = canvas_height
        self._drawn: set[_Drawing] = set()
        self._begun: set[_Drawing] = set()

    def drawn(self, shot: Shot, slots: Mapping[str, Slot]) -> bool:
        """Whether all plates of a shot are drawn; those that are not are begun."""
        if len(self._begun) > MOST_KEPT:
            self._begun.clear()
            self._drawn.clear()
        wanted = set(self._of(shot, slots))
        for member, plate, rect in wanted:
            self._begin(slots[member], plate, rect)
        return all((plate, rect) in self._drawn for _, plate, rect in wanted)

    def _of(self, shot: Shot, slots: Mapping[str, Slot]) -> Iterable[tuple[str, Plate, Rect]]:
        arrangement = shot.arrangement
        for member, tile in zip(shot.seats, arrangement.tiles, strict=True):
            if member in slots:
                # Where it lies makes no difference to how it looks.
                size = readable(tile, arrangement)._replace(x=0, y=0)
                yield member, slots[member].plate, size

    def _begin(self, slot: Slot, plate: Plate, rect: Rect) -> None:
        drawing = plate, rect
        if drawing in self._begun:
            return

        def draw() -> None:
            plate_on(plate, rect, self._height)
            self._drawn.add(drawing)

        if slot.worker.submit(draw):
            self._begun.add(drawing)
