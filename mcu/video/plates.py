"""Name plates where they lie on tiles, and drawing them before they are needed.

A plate that has not been drawn yet takes 1 to 4 ms, an emblem 6 to 19: 25 of another size would
keep a tick waiting. So whoever is to be seen has his drawn while the scene still waits for his
picture, and what stands there without one is drawn with it: a line may drop at any time.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from mcu.messages import Plate
from mcu.scene import Pinned
from mcu.video import label, placard
from mcu.video.decoder import Submit
from mcu.video.emblem import Emblem
from mcu.video.layout import Arrangement, Rect, even
from mcu.video.program import Shot
from mcu.video.slot import Slot
from mcu.video.sprite import Placed, Sprite
from mcu.video.tile import Tile

NO_PLATE: Final = Plate(title="")
"""That of a tile which is not called anything."""

_SEEN: Final = 3
"""Heights of its plate that are seen of a tile at least, or half of it, for a plate that is hidden
to stand in it."""

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
    room = rect.w - 2 * inset_of(rect, canvas_height)
    return label.plate(plate, room, rect.h, canvas_height)


def inset_of(tile: Rect, canvas_height: int) -> int:
    """Return how far from the edge of what is readable a tile's text begins."""
    return even(label.title_size(tile.h, canvas_height) / 3)


def corner(plate: Sprite, text: Rect, inset: int) -> tuple[int, int]:
    """Return where the top left corner of a plate is in the readable part of its tile."""
    return text.x + inset, text.y + text.h - inset - plate.height


def raised(
    arrangement: Arrangement, tiles: Iterable[Tile], floor: int, canvas_height: int
) -> list[Placed]:
    """Return the plates that are cut or hidden by what covers all below `floor`, standing on it.

    Who is seen is to be known; only in tiles of which hardly anything is seen a plate stays hidden.
    """
    standing = []
    for rect, tile in zip(arrangement.tiles, tiles, strict=True):
        text = readable(rect, arrangement)
        plate = plate_on(tile.plate, text, canvas_height)
        if plate is None:
            continue
        x, y = corner(plate, text, inset_of(rect, canvas_height))
        if y + plate.height > floor and _seen(text, plate, floor):
            standing.append(Placed(plate, x, floor - plate.height))
    return standing


def slivers(
    arrangement: Arrangement, tiles: Iterable[Tile], floor: int, canvas_height: int
) -> list[Rect]:
    """Return what is left of tiles by what covers all below `floor` where it is too little: no name
    can stand in it, and a row of scalps is restless. Tiles that lie over others stay.
    """
    frame, places = arrangement.frame, arrangement.tiles
    found = []
    for rect, tile in zip(places, tiles, strict=True):
        text = readable(rect, arrangement)
        alone = not any(one.meets(rect) for one in places if one is not rect)
        cut = rect.y < floor < rect.y + rect.h
        if cut and alone and not _seen(text, plate_on(tile.plate, text, canvas_height), floor):
            x, y = rect.x - frame, rect.y - frame
            found.append(Rect(x, y, rect.w + 2 * frame, floor - y))
    return found


def _seen(text: Rect, plate: Sprite | None, floor: int) -> bool:
    """Whether so much of a tile is seen above a floor that its name has room there."""
    enough = text.h // 2 if plate is None else min(_SEEN * plate.height, text.h // 2)
    return floor - text.y >= enough


class Plates:
    """Has plates drawn ahead, by `submit`; called on the loop."""

    def __init__(self, canvas_height: int, submit: Submit) -> None:
        self._height = canvas_height
        self._submit = submit
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
            if member in plates:
                rect = readable(tile, arrangement)._replace(x=0, y=0)
                size = tile.w, tile.h
                drawing = Drawing(plates[member], emblems.get(member), size, rect)
                self._begin(drawing)
                all_drawn &= drawing in self._drawn
        return all_drawn

    def _begin(self, drawing: Drawing) -> None:
        if drawing in self._begun:
            return

        def draw() -> None:
            plate, emblem, size, rect = drawing
            plate_on(plate, rect, self._height)
            placard.mark(plate.title, emblem, *size)
            self._drawn.add(drawing)

        if self._submit(draw):
            self._begun.add(drawing)
