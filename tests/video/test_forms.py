"""Every layout, with any number of members: what holds for all of them."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mcu.messages import Plate
from mcu.scene import UNITS_ACROSS, UNITS_DOWN, Box, Layout, Part, Pinned, Scene, flaw
from mcu.video.layout import SAFE_AREA, Ground, Rect
from mcu.video.layout.free import drawn
from mcu.video.layout.geometry import areas, even, stepped
from mcu.video.paging import STRIP_DWELL_NS
from mcu.video.program import Program, Shot

CASES = json.loads((Path(__file__).parent / "boxes.json").read_text())

SIZES = st.sampled_from([(1280, 720), (1920, 1080), (640, 360), (854, 480)])
LAYOUTS = st.sampled_from([one for one in Layout if one is not Layout.CUSTOM])
COUNTS = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 13, 25, 26, 114])
OVER = {Layout.FULL, Layout.PIP}
"""What leaves the safe area on purpose."""

STRIPS = [Layout.SIDE, Layout.BOTTOM, Layout.THREE]


def names(count: int) -> list[str]:
    return [f"p{n:03}" for n in range(count)]


def shot(scene: Scene, count: int, size: tuple[int, int] = (1280, 720), page: int = 0) -> Shot:
    program = Program(scene, names(count), size, 0)
    return program.shot(page * STRIP_DWELL_NS)


def boxes_apart(count: int) -> st.SearchStrategy[tuple[Box, ...]]:
    return st.lists(
        st.builds(
            Box,
            x=st.integers(6, 130),
            y=st.integers(8, 70),
            w=st.integers(16, 80),
            h=st.integers(9, 45),
            part=st.sampled_from([Part.MAIN, Part.SEAT]),
        ),
        min_size=1,
        max_size=count,
    ).map(tuple)


@given(LAYOUTS, COUNTS, st.integers(0, 5), SIZES, st.booleans(), st.booleans())
def test_tiles_are_even_apart_and_in_the_safe_area(
    layout: Layout, count: int, wanted: int, size: tuple[int, int], header: bool, ticker: bool
) -> None:
    scene = Scene(
        layout=layout,
        main=tuple(names(count)[:wanted]),
        header=header,
        ticker="Giải lao" if ticker else "",
    )
    seen = shot(scene, count, size)
    found, stage, tiles, frame, line = seen.arrangement
    assert len(tiles) == len(seen.seats) == len(set(seen.seats))
    assert bool(tiles) == bool(count)
    assert all(value % 2 == 0 and value >= 0 for tile in (*tiles, found, line) for value in tile)
    assert (found.w > 0, line.w > 0) == (header, ticker)
    for tile in tiles:
        across, down = (4, 3) if layout is Layout.TWO and len(tiles) == 2 else (16, 9)
        assert abs(tile.w * down - tile.h * across) <= 4 * across, "the shape of a camera's picture"
        assert tile.w > 0 < tile.h
        assert tile.x + tile.w <= size[0]
        assert tile.y + tile.h <= size[1]
    if layout in OVER:
        return
    grown = [Rect(t.x - frame, t.y - frame, t.w + 2 * frame, t.h + 2 * frame) for t in tiles]
    written = [one for one in (found, line) if one.w]
    assert not any(a.meets(b) for a, b in combinations([*grown, *written], 2))
    for tile in tiles:
        assert tile.within(stage) == tile
        assert tile.x >= size[0] * SAFE_AREA
        assert tile.y + tile.h <= size[1] * (1 - SAFE_AREA)


@given(LAYOUTS, COUNTS, st.integers(0, 3))
def test_who_comes_last_moves_nobody_but_the_last_row(
    layout: Layout, count: int, wanted: int
) -> None:
    assume(count > max(wanted, 3))
    scene = Scene(layout=layout, main=tuple(names(count)[:wanted]))
    before, after = shot(scene, count), shot(scene, count + 1)
    places = dict(zip(before.seats, before.arrangement.tiles, strict=True))
    now = dict(zip(after.seats, after.arrangement.tiles, strict=True))
    sizes = [{(one.w, one.h) for one in held.values()} for held in (places, now)]
    if sizes[0] != sizes[1]:
        return  # one grid is full, and the next one begins
    last = max(one.y for one in places.values())
    moved = [who for who, tile in places.items() if now[who] != tile]
    assert all(places[who].y == last for who in moved)


@pytest.mark.parametrize(
    ("layout", "large"),
    [
        (Layout.SIDE, 1),
        (Layout.BOTTOM, 1),
        (Layout.TWO, 2),
        (Layout.THREE, 3),
        (Layout.LECTURE, 1),
        (Layout.FULL, 1),
        (Layout.PIP, 2),
    ],
)
def test_large_places_are_for_the_named_then_for_who_speaks_then_for_the_first(
    layout: Layout, large: int
) -> None:
    scene = Scene(layout=layout, main=("p005",), on_air=("p007",))
    wanted = ["p005", "p007", "p000"][: max(large, 2 if layout is Layout.SIDE else 1)]
    assert list(shot(scene, 30).seats[: len(wanted)]) == wanted
    assert len(shot(scene, 30).seats) >= large
    assert shot(scene, 1).seats == ("p000",)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (640, 360)])
def test_two_fill_most_of_the_stage(size: tuple[int, int]) -> None:
    found = shot(Scene(layout=Layout.TWO), 2, size).arrangement
    one, other = found.tiles
    assert (one.w, one.h, one.y) == (other.w, other.h, other.y)
    assert one.w * one.h * 2 > 0.65 * found.stage.w * found.stage.h
    left, right = one.x - found.stage.x, found.stage.x + found.stage.w - other.x - other.w
    assert abs(left - right) <= 2


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (640, 360)])
@pytest.mark.parametrize("layout", [Layout.THREE, Layout.SIDE])
def test_three_and_the_others_leave_no_corner_dark(layout: Layout, size: tuple[int, int]) -> None:
    scene = Scene(layout=layout, main=("p000", "p001", "p002"))
    found = shot(scene, 30, size).arrangement
    assert len(found.tiles) == 7
    filled = sum(one.w * one.h for one in found.tiles)
    assert filled > 0.85 * found.stage.w * found.stage.h
    four = shot(Scene(layout=Layout.GRID), 4, size).arrangement.tiles
    assert found.tiles[:3] == four[:3], "as large as in a grid, and so asked for once"
    assert all(one.within(four[3]) == one for one in found.tiles[3:])
    few = shot(scene, 5, size).arrangement.tiles
    assert few == found.tiles[:5], "who comes moves nobody"


def test_tiles_are_whole_blocks_wide_where_nobody_sees_the_difference() -> None:
    """The strip fills its height instead, which a step narrower would leave open."""

    def sizes(layout: Layout) -> set[tuple[int, int]]:
        return {(one.w, one.h) for one in shot(Scene(layout=layout), 30).arrangement.tiles}

    assert sizes(Layout.GRID) == {(208, 116)}
    assert sizes(Layout.SIDE) == {(992, 558), (188, 104)}
    assert sizes(Layout.BOTTOM) == {(880, 494), (208, 116)}
    assert sizes(Layout.THREE) == {(544, 306), (266, 148)}
    assert sizes(Layout.TWO) == {(576, 432)}
    assert sizes(Layout.FULL) == {(1280, 720)}
    assert sizes(Layout.PIP) == {(1280, 720), (320, 180)}


@given(st.integers(2, 2000), st.integers(2, 1200))
def test_a_step_is_never_larger_and_hardly_smaller(width: int, height: int) -> None:
    w, h = stepped(width, height)
    assert w <= width
    assert h <= height
    if (w, h) != (width, height):
        assert w % 16 == 0
        assert h % 2 == 0
        assert w >= 0.96 * width
        assert 0 <= w * 9 / 16 - h < 2
    elif width % 16:
        near = width // 16 * 16
        assert near < 0.96 * width or even(near * 9 / 16) > height


@pytest.mark.parametrize("layout", STRIPS)
def test_kept_seats_are_on_every_page_and_the_others_go_round(layout: Layout) -> None:
    kept = tuple(Pinned(member=one, plate=Plate(title=one)) for one in ("p009", "gone"))
    scene = Scene(layout=layout, main=("p000",), pinned=kept)
    first = shot(scene, 30)
    seen: set[str] = set()
    for page in range(first.pages):
        now = shot(scene, 30, page=page)
        assert set(now.seats) >= {"p009", "gone"}
        seen.update(now.seats)
    assert seen == {*names(30), "gone"}


def test_the_order_of_a_list_goes_before_that_of_coming() -> None:
    scene = Scene(layout=Layout.GRID, order=("p003", "p001", "x", "p003"))
    assert shot(scene, 5).seats == ("p003", "p001", "p000", "p002", "p004")


def test_a_page_stays_when_somebody_comes_and_turns_by_hand() -> None:
    scene = Scene(layout=Layout.GRID, dwell=0)
    program = Program(scene, names(60), (1280, 720), 0)
    turned = Scene(layout=Layout.GRID, dwell=0, turn=1)
    assert program.turned(turned, 5)
    assert program.shot(10).seats == tuple(names(60)[25:50])
    program.seat(names(80), 20)
    assert program.shot(20).page == 1
    assert program.shot(20).pages == 4
    assert not program.turned(Scene(layout=Layout.GRID), 30), "another dwell is another scene"
    again = Program(Scene(layout=Layout.GRID, on_air=("p001",)), names(80), (1280, 720), 40)
    again.follow(program, 40)
    assert again.shot(40).page == 1, "whoever is put on air turns no page"


@given(boxes_apart(8), COUNTS, SIZES)
def test_drawn_boxes_are_apart_even_and_filled_in_order(
    boxes: tuple[Box, ...], count: int, size: tuple[int, int]
) -> None:
    assume(flaw(boxes, header=True) is None)
    scene = Scene(layout=Layout.CUSTOM, boxes=boxes)
    seen = shot(scene, count, size)
    tiles = seen.arrangement.tiles
    assert all(value % 2 == 0 for tile in tiles for value in tile)
    frame = seen.arrangement.frame
    grown = [Rect(t.x - frame, t.y - frame, t.w + 2 * frame, t.h + 2 * frame) for t in tiles]
    header, *_ = areas(Ground(*size))
    assert not any(a.meets(b) for a, b in combinations(tiles, 2))
    assert not any(one.meets(header) for one in grown)
    assert len(set(seen.seats)) == len(seen.seats) <= count
    large = sum(box.part is Part.MAIN for box in boxes)
    assert set(names(count)[:large]) <= set(seen.seats)


def test_boxes_that_touch_have_a_gap() -> None:
    ground = Ground(1280, 720)
    left = drawn(Box(x=10, y=10, w=32, h=18), ground)
    right = drawn(Box(x=42, y=10, w=32, h=18), ground)
    assert (left, right) == (Rect(84, 84, 248, 136), Rect(340, 84, 248, 136))
    assert drawn(Box(x=0, y=0, w=UNITS_ACROSS, h=UNITS_DOWN), ground) == ground.whole


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_layout_is_known_by_its_flaw(case: dict[str, Any]) -> None:
    """The console's own check is held to the same cases (`boxes.test.ts`)."""
    boxes = tuple(
        Box(x=x, y=y, w=w, h=h, part=Part(part), over=bool(over))
        for x, y, w, h, part, *over in case["boxes"]
    )
    assert flaw(boxes, header=case["header"]) == case["flaw"]
