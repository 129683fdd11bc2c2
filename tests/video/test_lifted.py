"""People make room for what is written over the foot of the picture."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.scene import Layout, Scene
from mcu.video.layout import Arrangement, Rect, lifted
from mcu.video.program import Program

OVER = {Layout.FULL, Layout.PIP, Layout.CUSTOM}
LAYOUTS = st.sampled_from([one for one in Layout if one not in OVER])
SIZES = st.sampled_from([(1280, 720), (1920, 1080), (640, 360)])


def grown(tile: Rect, by: int) -> Rect:
    return Rect(tile.x - by, tile.y - by, tile.w + 2 * by, tile.h + 2 * by)


@given(LAYOUTS, st.integers(1, 40), SIZES, st.booleans(), st.floats(0.05, 1 / 3))
def test_tiles_are_as_they_were_but_smaller(
    layout: Layout, count: int, size: tuple[int, int], header: bool, share: float
) -> None:
    scene = Scene(layout=layout, header=header)
    names = [f"{number:03}" for number in range(count)]
    before = Program(scene, names, size, 0).shot(0).arrangement
    stage = before.stage
    floor = stage.y + stage.h - 2 * round(size[1] * share / 2)
    after = lifted(before, floor, size[1])
    pairs = list(zip(before.tiles, after.tiles, strict=True))
    assert all(value % 2 == 0 for tile in after.tiles for value in tile)
    assert all(tile.within(stage) == tile for tile in after.tiles)
    margins = [grown(tile, after.frame) for tile in after.tiles]
    assert not any(one.meets(other) for one, other in combinations(margins, 2))
    if after == before:
        return
    assert len({after for _, after in pairs}) == len(pairs)
    sizes = {(old.w, old.h): (new.w, new.h) for old, new in pairs}
    assert all(sizes[old.w, old.h] == (new.w, new.h) for old, new in pairs)
    smaller = [(old, new) for old, new in pairs if (old.w, old.h) != (new.w, new.h)]
    for old, new in smaller:
        assert new.y + new.h <= floor - 2 * after.frame
        assert new.h >= 0.08 * size[1], "with room for a name"
        assert new.w < old.w
        assert abs(new.w * old.h - new.h * old.w) <= 2 * old.h, "of the same shape"
    assert max(old.h for old, _ in pairs) in {old.h for old, _ in smaller}
    assert min(new.y for _, new in pairs) == stage.y


FLOOR = 454
"""Above bands of a third of 720 lines."""


def of(layout: Layout, count: int) -> Arrangement:
    names = [f"{number:03}" for number in range(count)]
    return Program(Scene(layout=layout), names, (1280, 720), 0).shot(0).arrangement


@pytest.mark.parametrize(
    ("layout", "count"), [(Layout.GRID, 9), (Layout.GRID, 16), (Layout.TWO, 2), (Layout.BOTTOM, 1)]
)
def test_nobody_is_covered_while_names_have_room(layout: Layout, count: int) -> None:
    before = of(layout, count)
    above = lifted(before, FLOOR, 720).tiles
    assert all(tile.y + tile.h < FLOOR for tile in above)
    rows, columns = ({tile[at] for tile in before.tiles} for at in (1, 0))
    assert len({tile.y for tile in above}) == len(rows)
    assert len({tile.x for tile in above}) == len(columns)
    left, right = min(one.x for one in above), max(one.x + one.w for one in above)
    assert abs(left - (1280 - right)) <= 2, "in the middle"


def test_beside_who_is_large_the_small_ones_keep_their_size() -> None:
    before = of(Layout.SIDE, 6)
    large, *strip = lifted(before, FLOOR, 720).tiles
    assert large.y + large.h < FLOOR
    assert large.h > 0.9 * (FLOOR - before.stage.y)
    up = before.tiles[0].y - before.stage.y
    assert strip == [one._replace(y=one.y - up) for one in before.tiles[1:]]
    assert sum(one.y + one.h < FLOOR for one in strip) == 3
    low, *all_low = lifted(before, 548, 720).tiles
    assert all(one.y + one.h < 548 for one in (low, *all_low)), "a vote that runs hides nobody"


@pytest.mark.parametrize(
    ("layout", "count", "floor"),
    [
        (Layout.GRID, 25, 480),  # names would have no room
        (Layout.FULL, 1, FLOOR),
        (Layout.PIP, 2, FLOOR),
        (Layout.TWO, 2, 560),  # less than a quarter is covered
        (Layout.LECTURE, 1, 694),
    ],
)
def test_a_picture_that_cannot_make_room_stays(layout: Layout, count: int, floor: int) -> None:
    before = of(layout, count)
    assert lifted(before, floor, 720) == before
