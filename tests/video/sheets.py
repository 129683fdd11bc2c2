"""Every layout with real clips, to be looked at: `python -m tests.video.sheets FOLDER`.

A sheet for each number of points and each size of canvas has all layouts, reduced; `--whole` writes
each of them in its own size besides. Not a test: what is ugly is for people to see.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from mcu.clock import NS_PER_S
from mcu.media import Picture
from mcu.messages import Plate
from mcu.scene import Box, Layout, Part, Pinned, Scene
from mcu.video import tile
from mcu.video.badge import Clock, Urgency
from mcu.video.canvas import Canvas
from mcu.video.compose import Composer
from mcu.video.emblem import Emblem
from mcu.video.label import Header
from mcu.video.program import Program
from mcu.video.scale import fit
from mcu.video.tile import Tile
from signaling.bench.composite import Composite
from tests.video.material import emblem_png

Bgr = NDArray[np.uint8]

SIZES: Final = ((1280, 720), (1920, 1080))
COUNTS: Final = (1, 2, 3, 4, 5, 9, 25, 114)
COLUMNS: Final = 3
SMALL: Final = (640, 360)
EMBLEM: Final = Emblem(emblem_png())
DRAWN: Final = (
    Box(x=6, y=8, w=112, h=63, part=Part.MAIN),
    *(Box(x=118, y=8 + 18 * row, w=32, h=18) for row in range(4)),
)
UNITS: Final = ("UBND tỉnh Nam Định", "UBND huyện Trực Ninh", "UBND huyện Hải Hậu", "TX. Mỹ Lộc")
NAMES: Final = ("Nghĩa Hưng", "Giao Thủy", "Xuân Trường", "Nghĩa Lâm và Nghĩa Thắng", "Ý Yên")


def plate(number: int) -> Plate:
    """The name of a point: short ones, long ones, with and without a second line."""
    if number < len(UNITS):
        return Plate(title=UNITS[number], subtitle="Hội trường trung tâm" if number else "")
    return Plate(
        title=f"Ủy ban nhân dân xã {NAMES[number % len(NAMES)]}",
        subtitle="Nhà văn hóa trung tâm" if number % 3 else "",
    )


def shown(number: int, picture: Picture) -> Tile:
    """A point as it may be at any time: some have no picture, or an old one."""
    base = Tile(picture, True, None, plate(number), muted=number > 0, speaking=number == 1)
    if number == 0:
        return base._replace(on_air=True, clock=Clock("Còn 02:10", Urgency.CALM))
    if number % 11 == 5:
        away = tile.connection_lost(12 * NS_PER_S)
        return base._replace(picture=None, notice=away, emblem=EMBLEM)
    if number % 11 == 7:
        return base._replace(picture=None, notice=tile.CAMERA_OFF)
    if number % 11 == 8:
        return base._replace(live=False, notice=tile.picture_lost(7 * NS_PER_S))
    return base


def paint(
    clips: Sequence[Sequence[Picture]], layout: Layout, count: int, size: tuple[int, int]
) -> Bgr:
    """Paint a layout with so many points."""
    names = [f"{number:03}" for number in range(count)]
    boxes = DRAWN if layout is Layout.CUSTOM else ()
    absent = Pinned(member="chair", plate=Plate(title="Thường trực Tỉnh ủy"))
    scene = Scene(
        layout=layout,
        boxes=boxes,
        main=("000",),
        on_air=("000",),
        pinned=(absent,) if count == 9 else (),
        ticker="Kỳ họp thứ mười hai, HĐND tỉnh khóa XIX" if count == 25 else "",
    )
    shot = Program(scene, names, size, 0).shot(0)
    arrangement, numbers = shot.arrangement, [int(n) if n != "chair" else -1 for n in shot.seats]
    tiles = []
    for number, rect in zip(numbers, arrangement.tiles, strict=True):
        if number < 0:
            tiles.append(tile.absent(absent.plate)._replace(emblem=EMBLEM))
            continue
        clip = clips[number % len(clips)]
        picture = fit(clip[(7 * number) % len(clip)], rect.w, rect.h)
        tiles.append(shown(number, picture))
    header = Header(
        "Kỳ họp thứ mười hai, Hội đồng nhân dân tỉnh Nam Định khóa XIX, nhiệm kỳ 2021 - 2026",
        "14:05",
        True,
        1,
        shot.pages,
        scene.ticker,
        emblem=EMBLEM,
    )
    composer = Composer(*size)
    composer.compose(header, arrangement, tiles)
    return bgr(composer.canvas)


def bgr(canvas: Canvas) -> Bgr:
    """Return a canvas as OpenCV writes pictures."""
    planes = [canvas.y.ravel(), canvas.u.ravel(), canvas.v.ravel()]
    sheet = np.concatenate(planes).reshape(canvas.height * 3 // 2, canvas.width)
    return np.asarray(cv2.cvtColor(sheet, cv2.COLOR_YUV2BGR_I420), np.uint8)


def main() -> int:
    """Write the sheets; the exit code is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--whole", action="store_true", help="each layout in its own size, too")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    clips = Composite().clips
    for size in SIZES:
        for count in COUNTS:
            painted = {layout: paint(clips, layout, count, size) for layout in Layout}
            small = [
                cv2.resize(one, SMALL, interpolation=cv2.INTER_AREA) for one in painted.values()
            ]
            rows = [np.hstack(small[at : at + COLUMNS]) for at in range(0, len(small), COLUMNS)]
            name = f"{size[1]}p-{count:03}"
            cv2.imwrite(str(args.folder / f"{name}.png"), np.vstack(rows))
            if args.whole:
                for layout, one in painted.items():
                    cv2.imwrite(str(args.folder / f"{name}-{layout}.png"), one)
    sys.stderr.write(f"{args.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
