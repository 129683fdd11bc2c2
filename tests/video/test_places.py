"""A few arrangements to the pixel: what properties allow some room for, and golden pictures too."""

import pytest

from mcu.video.layout import NOWHERE, Arrangement, Ground, Rect, letterbox, pages
from mcu.video.layout.geometry import areas, even, fitting, stepped
from mcu.video.layout.grid import grid
from mcu.video.layout.strip import bottom, side, side_places

HD = Ground(1280, 720)
LINED = Ground(1280, 720, ticker=True)
FULL = Ground(1920, 1080)
BARE = Ground(1920, 1080, header=False)
SMALL = Ground(320, 180, ticker=True)


def across(x: int, *more: int, y: int, size: tuple[int, int]) -> list[Rect]:
    return [Rect(at, y, *size) for at in (x, *more)]


@pytest.mark.parametrize(
    ("ground", "header", "stage", "ticker", "gap", "frame"),
    [
        (HD, Rect(46, 26, 1188, 36), Rect(46, 70, 1188, 624), NOWHERE, 8, 4),
        (LINED, Rect(46, 26, 1188, 36), Rect(46, 70, 1188, 580), Rect(46, 658, 1188, 36), 8, 4),
        (FULL, Rect(68, 38, 1784, 54), Rect(68, 104, 1784, 938), NOWHERE, 12, 6),
        (BARE, NOWHERE, Rect(68, 38, 1784, 1004), NOWHERE, 12, 6),
        (SMALL, Rect(12, 8, 296, 8), Rect(12, 20, 296, 140), Rect(12, 164, 296, 8), 4, 2),
    ],
)
def test_what_is_beside_the_tiles(
    ground: Ground, header: Rect, stage: Rect, ticker: Rect, gap: int, frame: int
) -> None:
    assert areas(ground) == (header, stage, ticker)
    assert ground.gap == gap
    assert NOWHERE == (0, 0, 0, 0)
    assert ground.lay(()) == Arrangement(header, stage, (), frame, ticker)


def test_a_grid_stands_in_the_middle_and_so_does_its_last_row() -> None:
    size = 384, 216
    for ground, top in ((HD, 162), (LINED, 140)):
        first = across(56, 448, 840, y=top, size=size)
        last = across(252, 644, y=top + 224, size=size)
        assert list(grid(5, ground).tiles) == first + last
    assert list(grid(2, HD, of=10).tiles) == across(348, 644, y=130, size=(288, 162))
    assert grid(1, HD).tiles == (Rect(88, 72, 1104, 620),)
    assert grid(0, HD).tiles == ()
    assert grid(25, SMALL).tiles[5].x == grid(25, SMALL).tiles[0].x, (
        "not one column more, half free"
    )


def test_what_fits_is_as_wide_or_as_high_as_there_is_room_for() -> None:
    stage = Rect(46, 70, 1188, 624)
    assert fitting(stage, 2, 1, 8) == (590, 330)
    assert fitting(stage, 5, 5, 8) == (210, 118)
    assert fitting(stage, 4, 3, 20) == (282, 158)
    assert fitting(stage._replace(w=6, h=6), 5, 5, 8) == (2, 2)


def test_a_strip_is_as_high_as_what_it_is_beside() -> None:
    large, *small = side(1, 2, HD).tiles
    assert large == Rect(46, 102, 992, 558)
    assert small == [Rect(1046, 102, 188, 104), Rect(1046, 214, 188, 104)]
    three = side(3, 7, LINED, of=30).tiles
    pair, last = across(60, 548, y=86, size=(480, 270)), Rect(304, 364, 480, 270)
    column = [Rect(1036, y, 184, 102) for y in (86, 196, 308, 420, 532)]
    assert list(three) == [*pair, last, *column]
    large, *small = side(1, 5, SMALL).tiles
    assert large == Rect(16, 22, 240, 134)
    assert small == [Rect(260, 22 + 28 * row, 42, 22) for row in range(5)]


def test_a_strip_is_the_widest_that_is_no_higher() -> None:
    assert side(2, 1, LINED).tiles[2][2:] == (190, 106), "in even steps"
    assert side(2, 1, Ground(854, 480, header=False)).tiles[2][2:] == (152, 84), "just as high"


def test_who_is_alone_leaves_room_for_the_first_beside_him() -> None:
    assert side(1, 0, HD).tiles == side(1, 1, HD).tiles[:1]


def test_a_strip_has_another_column_only_for_those_who_fill_it() -> None:
    above, below, *small = side(2, 6, HD).tiles
    assert (above, below) == (Rect(152, 72, 544, 306), Rect(152, 386, 544, 306))
    rows = [across(704, 920, y=y, size=(208, 116)) for y in (72, 198, 324)]
    assert small == [tile for row in rows for tile in row]
    assert len({tile.x for tile in side(2, 5, HD).tiles}) == 2
    assert len({tile.x for tile in side(2, 1, HD, of=6).tiles}) == 2
    assert side(2, 1, HD, of=6).tiles[0].x < side(2, 1, HD, of=5).tiles[0].x
    assert [side_places(large, HD) for large in (1, 2, 3, 4)] == [5, 10, 5, 5]


def test_a_row_below_is_centred_under_the_large_one() -> None:
    large, *row = bottom(3, BARE).tiles
    assert large == Rect(248, 40, 1424, 800)
    assert row == across(444, 792, 1140, y=852, size=(336, 188))
    assert bottom(9, BARE).tiles[0] == large
    assert len(bottom(9, BARE).tiles) == 6


def test_rectangles_that_touch_do_not_meet() -> None:
    one = Rect(10, 20, 8, 6)
    for off in ((8, 0), (-8, 0), (0, 6), (0, -6), (8, 6)):
        other = one._replace(x=one.x + off[0], y=one.y + off[1])
        assert not one.meets(other)
        nearer = other._replace(x=other.x - off[0] // 4, y=other.y - off[1] // 3)
        assert one.meets(nearer)
        common = one.within(nearer)
        assert common == nearer.within(one)
        assert (common.w, common.h) == (8 - abs(nearer.x - one.x), 6 - abs(nearer.y - one.y))


def test_what_lies_beneath_a_line_is_known() -> None:
    line, tile = Rect(0, 0, 100, 10), Rect(0, 10, 100, 50)
    assert not Arrangement(line, tile, (tile,), 2).covered
    assert Arrangement(line, tile, (tile, Rect(0, 8, 2, 4)), 2).covered
    assert Arrangement(NOWHERE, tile, (tile,), 2, Rect(0, 58, 100, 10)).covered


@pytest.mark.parametrize(
    ("picture", "place"),
    [
        ((316, 180), Rect(0, 0, 320, 180)),  # bars of one chroma sample are none
        ((314, 180), Rect(2, 0, 314, 180)),
        ((320, 176), Rect(0, 0, 320, 180)),
        ((320, 174), Rect(0, 2, 320, 174)),
        ((81, 180), Rect(120, 0, 80, 180)),  # as large as it may be: an odd column is lost
        ((320, 101), Rect(0, 40, 320, 100)),
        ((81, 90), Rect(78, 0, 162, 180)),
        ((640, 361), Rect(0, 0, 320, 180)),
        ((1, 2000), Rect(158, 0, 2, 180)),
        ((2000, 1), Rect(0, 88, 320, 2)),
    ],
)
def test_where_a_picture_goes_in_a_tile(picture: tuple[int, int], place: Rect) -> None:
    moved = place._replace(x=place.x + 40, y=place.y + 60)
    assert letterbox(*picture, Rect(40, 60, 320, 180)) == moved


def test_a_step_less_is_taken_within_a_twenty_fifth() -> None:
    assert stepped(50, 28) == (48, 26)
    assert stepped(52, 30) == (52, 30), "it would be too narrow"
    assert stepped(48, 26) == (48, 26)
    assert stepped(210, 116) == (208, 116)
    assert stepped(210, 114) == (210, 114), "it would be too high"
    assert (even(3.99), even(4), even(5.5)) == (2, 4, 4)


def test_pages_hold_so_many() -> None:
    assert [pages(count) for count in (0, 1, 25, 26, 50, 51)] == [1, 1, 1, 2, 2, 3]
    assert [pages(count, 5) for count in (5, 6)] == [1, 2]
