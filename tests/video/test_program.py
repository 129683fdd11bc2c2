"""What scenes come to with those who are there."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.messages import Plate
from mcu.scene import Layout, Pinned, Scene
from mcu.video.layout import (
    MOST_FEATURED,
    SAFE_AREA,
    STRIP_ROWS,
    Rect,
    arrange,
    featured,
    strip_places,
)
from mcu.video.paging import STRIP_DWELL_NS
from mcu.video.program import Program

SIZES = st.sampled_from([(1280, 720), (1920, 1080), (640, 360), (854, 480), (320, 180)])
LARGE = st.integers(1, MOST_FEATURED)
OTHERS = st.integers(0, 130)


def grown(rect: Rect, by: int) -> Rect:
    return Rect(rect.x - by, rect.y - by, rect.w + 2 * by, rect.h + 2 * by)


def overlap(a: Rect, b: Rect) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


@given(LARGE, OTHERS, SIZES)
def test_tiles_are_even_apart_16_to_9_and_in_the_safe_area(
    large: int, others: int, size: tuple[int, int]
) -> None:
    header, _, tiles, frame, _ = featured(large, others, *size)
    framed = [header, *(grown(tile, frame) for tile in tiles)]
    assert not any(overlap(a, b) for a, b in combinations(framed, 2))
    for tile in tiles:
        assert all(value % 2 == 0 for value in tile)
        assert abs(tile.w - tile.h * 16 / 9) <= 4
        assert tile.x >= size[0] * SAFE_AREA
        assert tile.y >= size[1] * SAFE_AREA
        assert tile.x + tile.w <= size[0] * (1 - SAFE_AREA)
        assert tile.y + tile.h <= size[1] * (1 - SAFE_AREA)


@given(LARGE, OTHERS, SIZES)
def test_large_is_large_and_nobody_moves_as_others_come(
    large: int, others: int, size: tuple[int, int]
) -> None:
    tiles = featured(large, others, *size).tiles
    more = featured(large, others + 1, *size).tiles
    full = 0 < others == len(tiles) - large and others % STRIP_ROWS == 0
    if not full:  # else there is another column, if there is room for it
        assert more[: len(tiles)] == tiles
    assert len({(tile.w, tile.h) for tile in tiles[:large]}) == 1
    # Never smaller than in a grid of four, and more than twice as wide as those beside them.
    assert tiles[0].w >= arrange(4, *size).tiles[0].w * 0.8
    assert all(tile.w * 2 <= tiles[0].w for tile in tiles[large:])
    assert len(tiles) - large == min(others, strip_places(large, *size))
    assert strip_places(large, *size) >= STRIP_ROWS


@given(LARGE, OTHERS, SIZES)
def test_large_ones_and_the_strip_are_one_block_in_the_middle(
    large: int, others: int, size: tuple[int, int]
) -> None:
    _, stage, tiles, _, _ = featured(large, others, *size)
    first, small = tiles[:large], tiles[large:]
    top, bottom = first[0].y, max(tile.y + tile.h for tile in first)
    assert abs((top - stage.y) - (stage.y + stage.h - bottom)) <= 4
    if small:
        assert small[0].y == top, "nobody stands above the large ones"
        assert all(tile.y + tile.h <= bottom for tile in small)
        rows = sorted({tile.y for tile in small})
        if len(rows) == STRIP_ROWS:
            assert small[-1].y + small[-1].h == bottom, "and a full strip ends where they end"
        steps = [after - before for before, after in pairwise(rows)]
        assert not steps or max(steps) - min(steps) <= 2, "rows are as far apart as others"
        right = stage.x + stage.w - max(tile.x + tile.w for tile in small)
        assert abs(first[0].x - stage.x - right) <= 4


def test_one_and_two_on_a_canvas_of_720_lines() -> None:
    one = featured(1, 5, 1280, 720).tiles
    assert one[0][2:] == (992, 558), "whole blocks wide, and as many rows as the strip fills"
    assert strip_places(1, 1280, 720) == 5
    two = featured(2, 5, 1280, 720).tiles
    assert two[0].w >= 480
    assert two[0][2:] == two[1][2:]
    assert strip_places(2, 1280, 720) == 10


names = st.lists(st.sampled_from("abcdefghijkl"), unique=True)


@given(names, names, st.integers(0, 10**12))
def test_all_who_are_featured_and_here_are_large_and_all_others_have_a_turn(
    members: list[str], wanted: list[str], since: int
) -> None:
    program = Program(Scene(main=tuple(wanted)), members, (1280, 720), since)
    large = [one for one in wanted if one in members][:MOST_FEATURED]
    first = program.shot(since)
    seen: set[str] = set()
    for page in range(first.pages):
        shot = program.shot(since + page * STRIP_DWELL_NS) if large else program.shot(since)
        assert len(shot.seats) == len(shot.arrangement.tiles)
        assert list(shot.seats[: len(large)]) == large or set(large) == set(members)
        seen.update(shot.seats)
    assert seen == set(members)
    assert set(program.soon(since - 1).seats) <= set(members)


@pytest.mark.parametrize("layout", [Layout.LECTURE, Layout.TWO, Layout.PIP, Layout.THREE])
def test_a_placard_is_large_only_if_it_was_asked_for(layout: Layout) -> None:
    kept = tuple(Pinned(member=one, plate=Plate(title=one)) for one in ("chair", "b"))
    members = ["a", "b", "c", "d"]

    def large(*main: str, here: Sequence[str] = members) -> list[str]:
        scene = Scene(layout=layout, pinned=kept, main=main)
        program = Program(scene, here, (1280, 720), 0)
        return list(program.shot(0).seats[: program.form.mains])

    assert "chair" not in large()
    assert large()[0] == "b", "who has a seat of his own comes first"
    assert large("chair")[0] == "chair"
    assert large(here=[])[0] == "chair", "rather than nobody"


def test_with_nobody_featured_here_all_are_in_a_grid() -> None:
    members = [f"{n:03}" for n in range(30)]
    for scene in (Scene(), Scene(main=("gone",))):
        shot = Program(scene, members, (1280, 720), 0).shot(0)
        assert shot.arrangement == arrange(30, 1280, 720)
        assert list(shot.seats) == members[:25]


class Counted(str):
    """A member's name that counts how often it is compared with another."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return super().__eq__(other)

    __hash__ = str.__hash__


@pytest.mark.parametrize("layout", [Layout.GRID, Layout.SIDE])
def test_nobody_is_compared_with_everybody(layout: Layout) -> None:
    """Among 800 that takes 5 ms for each who joins."""

    def comparisons(count: int) -> int:
        def names(word: str, many: int) -> list[str]:
            return [Counted(f"{word} {number}") for number in range(many)]

        scene = Scene(
            layout=layout,
            main=tuple(names("xa", 1)),
            pinned=tuple(Pinned(member=one, plate=Plate(title=one)) for one in names("xa", 30)),
            hidden=tuple(names("xa", count // 2)[30:]),
            order=tuple(names("xa", count)),
        )
        program = Program(scene, names("xa", count), (1280, 720), 0)
        Counted.compared = 0
        program.seat(names("xa", count), 0)
        program.trial(names("xa", count), 0)
        return Counted.compared

    assert comparisons(400) < 5 * comparisons(100)
