"""What members are asked for is shown as it comes: nothing is scaled that need not be."""

from collections.abc import Callable
from math import floor

import numpy as np
import pytest

from mcu.ask import suiting
from mcu.media import Picture
from mcu.scene import Layout, Scene
from mcu.video.layout import Rect, letterbox
from mcu.video.program import Program
from mcu.video.scale import fit

Size = tuple[int, int]
HD = 1920, 1080

COUNTS = [*range(1, 37), 49, 114]
LAYOUTS = [one for one in Layout if one is not Layout.CUSTOM]


def floored(value: float) -> int:
    return floor(value + 1e-9)


def evened(value: float) -> int:
    return floored(value / 2) * 2


ROUNDINGS = [round, floored, evened]
"""How senders come from a scale to pixels: Chromium, Firefox, and what encodes H.264."""


def sent(camera: Size, tile: Size, rounding: Callable[[float], int]) -> Picture:
    """Return what a page sends: see `encodingFor` in `web/src/media/asked.ts`."""
    asked = suiting(tile)
    by = max(camera[0] / asked.width, camera[1] / asked.height, 1.0)
    w, h = rounding(camera[0] / by), rounding(camera[1] / by)
    chroma = np.zeros((-(-h // 2), -(-w // 2)), np.uint8)
    return Picture(np.zeros((h, w), np.uint8), chroma, chroma.copy(), 0)


def tiles(layout: Layout, count: int, size: Size = (1280, 720)) -> set[Size]:
    members = [f"p{number}" for number in range(count)]
    shot = Program(Scene(layout=layout, main=("p0",)), members, size, 0).shot(0)
    return {(tile.w, tile.h) for tile in shot.arrangement.tiles}


def untouched(picture: Picture, tile: Size) -> bool:
    """Whether a tile shows the sent pixels themselves, one for one and of each plane."""
    fitted = fit(picture, *tile)
    whole = letterbox(fitted.width, fitted.height, Rect(0, 0, *tile))
    planes = zip((picture.y, picture.u, picture.v), (fitted.y, fitted.u, fitted.v), strict=True)
    return (whole.w, whole.h) == (fitted.width, fitted.height) and all(
        np.shares_memory(one, other) for one, other in planes
    )


@pytest.mark.parametrize("camera", [(1280, 720), (1920, 1080), (1440, 1080), (720, 1280)])
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_no_tile_of_any_layout_is_scaled(camera: Size, rounding: Callable[[float], int]) -> None:
    scaled = {
        (layout, tile)
        for layout in LAYOUTS
        for count in COUNTS
        for tile in tiles(layout, count)
        if not untouched(sent(camera, tile, rounding), tile)
    }
    assert not scaled


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_no_tile_of_a_full_hd_canvas_is_either(rounding: Callable[[float], int]) -> None:
    sizes = {one for layout in LAYOUTS for count in COUNTS for one in tiles(layout, count, HD)}
    assert not {one for one in sizes if not untouched(sent(HD, one, rounding), one)}
