"""Every layout as a picture: held against one that was looked at, by structure and not by bytes.

`python -m tests.video.test_golden` draws them anew, after a change of layout that is meant. Look at
them before they are committed.
"""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest

from mcu.media import Picture, Plane
from mcu.messages import Plate
from mcu.scene import Box, Layout, Part, Pinned, Scene
from mcu.video import tile
from mcu.video.compose import Composer
from mcu.video.label import Header
from mcu.video.layout import Arrangement
from mcu.video.plates import NO_PLATE
from mcu.video.program import Program
from mcu.video.scale import fit
from mcu.video.tile import Tile, absent
from signaling.bench.fidelity import ssim

SIZE = (1280, 720)
FOLDER = Path(__file__).parent / "golden"
POINTS = 30
HEADER = Header("Kỳ họp thứ mười HĐND tỉnh", "14:05", recording=True)
ALIKE = 0.97
"""Text drawn by another version of FreeType comes to 0.99, a tile 8 pixels off to 0.9."""

LETTER = 11
"""Pixels of a letter's height and width, over which likeness is smoothed."""

LEAST_ALIKE = 0.6
"""Slightly softer text comes to 0.95 there, whatever is missing or moved to 0.45 at most."""

BOXES = (
    Box(x=6, y=8, w=96, h=54, part=Part.MAIN),
    Box(x=104, y=8, w=48, h=27),
    Box(x=104, y=35, w=48, h=27),
    Box(x=6, y=64, w=32, h=18),
    Box(x=38, y=64, w=32, h=18),
    Box(x=112, y=56, w=32, h=18, over=True),
)
KEPT = (Pinned(member="gone", plate=Plate(title="UBND xã Nghĩa Thắng", subtitle="Nghĩa Hưng")),)


def scene(layout: Layout) -> Scene:
    return Scene(
        layout=layout,
        boxes=BOXES if layout is Layout.CUSTOM else (),
        on_air=("p02",) if layout is not Layout.GRID else (),
        pinned=KEPT if layout in {Layout.GRID, Layout.SIDE} else (),
        ticker="Đại biểu vui lòng tắt micrô khi không phát biểu" if layout is Layout.FULL else "",
    )


class Made(NamedTuple):
    """All that a layout's picture is made of."""

    header: Header
    arrangement: Arrangement
    tiles: list[Tile]


def made(layout: Layout) -> Made:
    wanted = scene(layout)
    shot = Program(wanted, [f"p{n:02}" for n in range(POINTS)], SIZE, 0).shot(0)
    tiles = [
        absent(KEPT[0].plate) if member == "gone" else point(int(member[1:]), rect.w, rect.h)
        for member, rect in zip(shot.seats, shot.arrangement.tiles, strict=True)
    ]
    header = HEADER._replace(page=shot.page + 1, pages=shot.pages, ticker=wanted.ticker)
    return Made(header, shot.arrangement, tiles)


def drawn(of: Made) -> Plane:
    """The luma of a picture, half as large as the canvas."""
    composer = Composer(*SIZE)
    composer.compose(*of)
    half = cv2.resize(composer.canvas.y, (640, 360), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def point(number: int, width: int, height: int) -> Tile:
    """A point whose picture tells it from its neighbours: discs on a slope of grey."""
    y, x = np.mgrid[0:360, 0:640]
    luma = 60 + x / 8 + 40 * (np.hypot(x - 320, y - 180 + 4 * number) < 90 + 3 * number)
    half = np.full((180, 320), 128, np.uint8)
    picture = fit(Picture(luma.astype(np.uint8), half, half, 0), width, height)
    plate = Plate(title=f"UBND xã Trực Thuận {number}", subtitle="Huyện Trực Ninh")
    if number % 9 == 7:
        return Tile(None, True, tile.CAMERA_OFF, plate, muted=True, speaking=False)
    return Tile(picture, True, None, plate, number != 2, number == 2, on_air=number == 2)


def golden(layout: Layout) -> Plane:
    picture = cv2.imread(str(FOLDER / f"{layout}.png"), cv2.IMREAD_GRAYSCALE)
    assert picture is not None, "nobody has looked at it yet"
    return np.asarray(picture, np.uint8)


def alike(one: Plane, other: Plane) -> bool:
    """Whether what is different is nowhere more than a letter: no tile, plate or mark is missing,
    or somewhere else.
    """
    likeness = ssim(one, other)
    return bool(
        likeness.mean() > ALIKE and cv2.blur(likeness, (LETTER, LETTER)).min() > LEAST_ALIKE
    )


@pytest.mark.parametrize("layout", Layout)
def test_a_layout_looks_as_it_did(layout: Layout) -> None:
    assert alike(golden(layout), drawn(made(layout)))


def called(tiles: list[Tile], number: int, plate: Plate) -> list[Tile]:
    return [one._replace(plate=plate) if at == number else one for at, one in enumerate(tiles)]


@pytest.mark.parametrize("layout", Layout)
def test_what_is_missing_or_somewhere_else_is_seen(layout: Layout) -> None:
    whole, picture = made(layout), golden(layout)
    header, arrangement, tiles = whole
    last = len(tiles) - 1
    moved = arrangement.tiles[last]
    places = (*arrangement.tiles[:last], moved._replace(y=moved.y + 4, h=moved.h - 4))
    wrong = {
        "no plate": whole._replace(tiles=called(tiles, last, NO_PLATE)),
        "another's plate": whole._replace(
            tiles=called(tiles, last, Plate(title="Thường trực HĐND"))
        ),
        "no frame": whole._replace(tiles=[one._replace(on_air=False) for one in tiles]),
        "no mark": whole._replace(tiles=[one._replace(muted=False) for one in tiles]),
        "no title": whole._replace(header=header._replace(title="")),
        "not recorded": whole._replace(header=header._replace(recording=False)),
        "a tile moved": whole._replace(arrangement=arrangement._replace(tiles=places)),
    }
    unseen = [name for name, one in wrong.items() if one != whole and alike(picture, drawn(one))]
    assert not unseen


def test_a_picture_that_is_off_is_seen() -> None:
    picture = golden(Layout.SIDE)
    assert not alike(picture, np.roll(picture, 2, axis=1))
    assert not alike(picture, drawn(made(Layout.BOTTOM)))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for layout in Layout:
        cv2.imwrite(
            str(FOLDER / f"{layout}.png"), drawn(made(layout)), [cv2.IMWRITE_PNG_COMPRESSION, 9]
        )


if __name__ == "__main__":
    main()
