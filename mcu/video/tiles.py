"""What each tile of a scene shows at one moment."""

from collections.abc import Mapping

from mcu.messages import Plate
from mcu.scene import Scene
from mcu.video.emblem import Emblem
from mcu.video.plates import NO_PLATE
from mcu.video.program import Shot
from mcu.video.slot import Slot
from mcu.video.tile import Tile, absent


def tiles_of(
    scene: Scene,
    shot: Shot,
    slots: Mapping[str, Slot],
    emblems: Mapping[str, Emblem],
    now: int,
) -> list[Tile]:
    """Return a tile for each place; a kept seat whose member is not in says so, and one that is
    about to go is empty. Who has no picture has an emblem, if there is one of him.
    """
    plates = {one.member: one.plate for one in scene.pinned}
    tiles = []
    for member, rect in zip(shot.seats, shot.arrangement.tiles, strict=True):
        slot = slots.get(member)
        tile = slot.tile(now, (rect.w, rect.h)) if slot else _without(plates.get(member))
        if tile.picture is None and member in emblems:
            tile = tile._replace(emblem=emblems[member])
        tiles.append(tile)
    if scene.plates:
        return tiles
    # Without plates only those are named who are not to be seen.
    return [one if one.picture is None else one._replace(plate=NO_PLATE) for one in tiles]


def _without(plate: Plate | None) -> Tile:
    """Return the tile of a seat in which nobody is."""
    if plate is not None:
        return absent(plate)
    return Tile(None, True, None, NO_PLATE, muted=False, speaking=False)
