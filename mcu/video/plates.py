"""Name plates where they lie on tiles, and drawing them before they are needed.

A plate that has not been drawn yet takes 2 to 6 ms, an emblem 6 to 19: 25 of another size would
keep a tick waiting. So whoever is to be seen has his drawn while the scene still waits for his
picture, and what stands there without one is drawn with it: a line may drop at any time.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from mcu.messages import Plate
from mcu.scene import Pinned
from mcu.video import label, placard
from mcu.video.emblem import Emblem
from mcu.video.layout import Arrangement, Rect, even
from mcu.video.program import Shot
from mcu.video.slot import Slot
from mcu.video.sprite import Sprite

NO_PLATE: Final = Plate(title="")
"""That of a tile which is not called anything."""

MOST_KEPT: Final = 200
"""Plates that are known to be drawn; fewer than are kept drawn."""


class Drawing(NamedTuple):
    """What is drawn of a member: its plate, and what stands in a tile of a size without picture.

    `rect` is the part of the tile in which its text is; where it lies makes no difference.
    """

    plate: Plate
    emblem: Emblem | None
    tile: tuple[int, int]
    rect: Rect


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
        self._drawn: set[Drawing] = set()
        self._begun: set[Drawing] = set()

    def drawn(
        self,
        shot: Shot,
        slots: Mapping[str, Slot],
        kept: Iterable[Pinned],
        emblems: Mapping[str, Emblem],
    ) -> bool:
        """Whether all plates of a shot are drawn; those that are not are begun.

        `kept` are the seats whose members may be away.
        """
        if len(self._begun) > MOST_KEPT:
            self._begun.clear()
            self._drawn.clear()
        plates = {one.member: one.plate for one in kept}
        plates |= {member: slots[member].plate for member in shot.seats if member in slots}
        arrangement, all_drawn = shot.arrangement, True
        for member, tile in zip(shot.seats, arrangement.tiles, strict=True):
            # Somebody else's thread draws for who is away; where nobody is, nobody looks.
            slot = slots.get(member) or next(iter(slots.values()), None)
            if member in plates and slot is not None:
                rect = readable(tile, arrangement)._replace(x=0, y=0)
                size = tile.w, tile.h
                drawing = Drawing(plates[member], emblems.get(member), size, rect)
                self._begin(slot, drawing)
                all_drawn &= drawing in self._drawn
        return all_drawn

    def _begin(self, slot: Slot, drawing: Drawing) -> None:
        if drawing in self._begun:
            return

        def draw() -> None:
            plate, emblem, size, rect = drawing
            plate_on(plate, rect, self._height)
            placard.mark(plate.title, emblem, *size)
            self._drawn.add(drawing)

        if slot.worker.submit(draw):
            self._begun.add(drawing)
