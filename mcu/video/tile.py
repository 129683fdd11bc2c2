"""What a tile shows and says, and the words for how long something has been missing."""

from typing import NamedTuple

from mcu.clock import NS_PER_S
from mcu.media import Picture
from mcu.messages import Plate
from mcu.video.badge import Clock
from mcu.video.emblem import Emblem
from mcu.video.label import Notice

STALE_NS = 2 * NS_PER_S
"""A picture older than this is not live any more and may not look it."""

CAMERA_OFF = Notice("Camera đang tắt", alert=False)
VOICE_ONLY = Notice("Đường truyền yếu, chỉ có tiếng", alert=False)
"""His line is too narrow for a picture to be asked for: nobody need look at his camera."""

WAITING = Notice("Đang chờ hình…", alert=False)
ABSENT = Notice("Chưa tham gia", alert=False)
CONNECTING = Notice("Đang kết nối…", alert=False)
EMPTY_STAGE = Notice("Đang chờ các điểm cầu", alert=False)
"""Also after a server began anew, when all are on their way back: nobody has left."""


class Tile(NamedTuple):
    """One tile at one moment. Without a picture it is a placard; a picture not `live` is dimmed.

    `clock` is the time that one who is on air has left. `pointer` is where somebody points at the
    picture, in ten-thousandths of its width and height. `emblem` stands on a placard for who it is
    of; without one his initials do. `hand`: he has raised his.
    `content` is what is shared, of which nothing is cut off.
    """

    picture: Picture | None
    live: bool
    notice: Notice | None
    plate: Plate
    muted: bool
    speaking: bool
    on_air: bool = False
    clock: Clock | None = None
    pointer: tuple[int, int] | None = None
    emblem: Emblem | None = None
    hand: bool = False
    content: bool = False

    def looks_like(self, other: "Tile") -> bool:
        """Whether painting this tile over the other would change nothing."""
        return self.picture is other.picture and self[1:] == other[1:]


def absent(plate: Plate) -> Tile:
    """Return the tile of a kept seat whose member is not in."""
    return Tile(None, True, ABSENT, plate, muted=False, speaking=False)


def picture_lost(age: int) -> Notice:
    """Return the notice for a picture `age` ns old."""
    return Notice(f"Mất hình {duration(age)}", alert=True)


def connection_lost(age: int) -> Notice:
    """Return the notice for a connection lost `age` ns ago."""
    return Notice(f"Mất kết nối {duration(age)}", alert=True)


def duration(ns: int) -> str:
    """Say a duration in words: seconds up to a minute, then whole minutes, then hours and minutes.

    The longer it lasts the less often the tile is painted anew.
    """
    seconds = max(0, ns) // NS_PER_S
    if seconds < 60:
        return f"{seconds} giây"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ {minutes % 60} phút"
