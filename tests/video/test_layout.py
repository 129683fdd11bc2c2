from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.video.layout import (
    SAFE_AREA,
    Arrangement,
    Rect,
    arrange,
    beside_content,
    letterbox,
    pages,
)
from mcu.video.layout.content import with_speaker

COUNTS = st.integers(1, 130)
EVEN_SIZES = st.sampled_from([(1280, 720), (1920, 1080), (640, 360), (854, 480), (320, 180)])


def overlap(a: Rect, b: Rect) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def grown(rect: Rect, by: int) -> Rect:
    return Rect(rect.x - by, rect.y - by, rect.w + 2 * by, rect.h + 2 * by)


def inside(inner: Rect, outer: Rect) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.w <= outer.x + outer.w
        and inner.y + inner.h <= outer.y + outer.h
    )


def every_page(count: int, size: tuple[int, int]) -> list[Arrangement]:
    return [arrange(count, *size, page) for page in range(pages(count))]


@given(COUNTS, EVEN_SIZES)
def test_every_member_has_one_tile(count: int, size: tuple[int, int]) -> None:
    assert sum(len(page.tiles) for page in every_page(count, size)) == count


@given(COUNTS, EVEN_SIZES)
def test_rectangles_are_even_and_apart(count: int, size: tuple[int, int]) -> None:
    for page in every_page(count, size):
        rects = [page.header, *page.tiles]
        assert all(value % 2 == 0 and value >= 0 for rect in rects for value in rect)
        assert page.frame % 2 == 0
        # The speaker frames lie outside of the tiles and must not touch each other either.
        framed = [page.header, *(grown(tile, page.frame) for tile in page.tiles)]
        assert not any(overlap(a, b) for a, b in combinations(framed, 2))


@given(COUNTS, EVEN_SIZES)
def test_everything_is_in_the_safe_area(count: int, size: tuple[int, int]) -> None:
    width, height = size
    for page in every_page(count, size):
        for rect in (page.header, *page.tiles):
            assert rect.x >= width * SAFE_AREA
            assert rect.y >= height * SAFE_AREA
            assert rect.x + rect.w <= width * (1 - SAFE_AREA)
            assert rect.y + rect.h <= height * (1 - SAFE_AREA)
        assert all(inside(tile, page.stage) for tile in page.tiles)
        assert all(inside(grown(tile, page.frame), Rect(0, 0, *size)) for tile in page.tiles)


@given(COUNTS, EVEN_SIZES)
def test_tiles_are_16_to_9_and_of_one_size(count: int, size: tuple[int, int]) -> None:
    tiles = [tile for page in every_page(count, size) for tile in page.tiles]
    w, h = tiles[0].w, tiles[0].h
    assert {(tile.w, tile.h) for tile in tiles} == {(w, h)}
    assert abs(w - h * 16 / 9) <= 4


@given(COUNTS, EVEN_SIZES)
def test_rows_are_centred(count: int, size: tuple[int, int]) -> None:
    for page in every_page(count, size):
        for y in {tile.y for tile in page.tiles}:
            row = [tile for tile in page.tiles if tile.y == y]
            left = row[0].x
            right = size[0] - row[-1].x - row[-1].w
            assert abs(left - right) <= 4


@pytest.mark.parametrize(
    ("count", "columns", "rows"),
    [
        (1, 1, 1),
        (2, 2, 1),
        (3, 2, 2),
        (4, 2, 2),
        (5, 3, 2),
        (6, 3, 2),
        (7, 3, 3),
        (9, 3, 3),
        (10, 4, 3),
        (12, 4, 3),
        (13, 4, 4),
        (16, 4, 4),
        (17, 5, 4),
        (20, 5, 4),
        (21, 5, 5),
        (25, 5, 5),
    ],
)
def test_grids(count: int, columns: int, rows: int) -> None:
    tiles = arrange(count, 1280, 720).tiles
    assert len({tile.y for tile in tiles}) == rows
    assert sum(tile.y == tiles[0].y for tile in tiles) == columns


def test_pages_keep_the_size_of_tiles() -> None:
    assert pages(0) == pages(25) == 1
    assert pages(26) == 2
    assert pages(111) == 5
    first, last = arrange(111, 1280, 720, 0), arrange(111, 1280, 720, 4)
    assert len(first.tiles) == 25
    assert len(last.tiles) == 11
    assert first.tiles[:5] == last.tiles[:5]


def test_nobody_is_nowhere() -> None:
    assert arrange(0, 1280, 720).tiles == ()


SOURCES = st.tuples(st.integers(1, 2000), st.integers(1, 2000))


@given(SOURCES, st.integers(1, 25))
def test_pictures_are_shown_whole_and_unstretched(source: tuple[int, int], count: int) -> None:
    tile = arrange(count, 1280, 720).tiles[0]
    inner = letterbox(*source, tile)
    assert inside(inner, tile)
    assert all(value % 2 == 0 for value in inner)
    assert inner.w == tile.w or inner.h == tile.h
    # Never off by more than the hairline that is filled and the rounding to even.
    scale = min(tile.w / source[0], tile.h / source[1])
    assert abs(inner.w - source[0] * scale) <= 5
    assert abs(inner.h - source[1] * scale) <= 5
    assert abs((inner.x - tile.x) - (tile.x + tile.w - inner.x - inner.w)) <= 2
    assert abs((inner.y - tile.y) - (tile.y + tile.h - inner.y - inner.h)) <= 2


@given(SOURCES, st.integers(1, 25))
def test_a_scaled_picture_fits_as_it_is(source: tuple[int, int], count: int) -> None:
    tile = arrange(count, 1280, 720).tiles[0]
    inner = letterbox(*source, tile)
    assert letterbox(inner.w, inner.h, tile) == inner


def test_portrait_and_wide() -> None:
    tile = Rect(100, 100, 320, 180)
    assert letterbox(360, 640, tile) == Rect(208, 100, 102, 180)
    assert letterbox(640, 360, tile) == tile
    assert letterbox(640, 480, tile) == Rect(140, 100, 240, 180)
    assert letterbox(1280, 536, tile) == Rect(100, 122, 320, 134)


@given(st.integers(0, 3), EVEN_SIZES)
def test_a_speaker_beside_content_is_at_its_middle(count: int, size: tuple[int, int]) -> None:
    header, _, (content, *people), frame, _ = with_speaker(count, *size)
    width, height = size
    assert len(people) == min(count, 1)
    assert content.w * content.h > 0.65 * width * height
    rects = [header, content, *(grown(tile, frame) for tile in people)]
    assert not any(overlap(a, b) for a, b in combinations(rects, 2))
    for one in people:
        assert all(value % 2 == 0 for value in one)
        assert abs(one.w * 3 - one.h * 4) <= 8, "4:3"
        assert abs(2 * one.y + one.h - 2 * content.y - content.h) <= 4
        assert one.x + one.w <= width * (1 - SAFE_AREA)
        assert one.y + one.h <= height * (1 - SAFE_AREA)
    assert content == with_speaker(0, *size).tiles[0], "a page keeps its place"


@given(COUNTS, EVEN_SIZES)
def test_content_is_large_and_people_are_beside_it(count: int, size: tuple[int, int]) -> None:
    header, _, (content, *people), frame, _ = beside_content(count, *size)
    assert content.w * content.h > 0.73 * size[0] * size[1]
    assert len(people) == min(count, 6)
    rects = [header, content, *(grown(tile, frame) for tile in people)]
    assert not any(overlap(a, b) for a, b in combinations(rects, 2))
    width, height = size
    for rect in (header, *people):
        assert rect.y >= height * SAFE_AREA, "not on what TV sets crop"
        assert rect.x + rect.w <= width * (1 - SAFE_AREA)
        assert rect.y + rect.h <= height * (1 - SAFE_AREA)
    assert header.x >= width * SAFE_AREA
    for rect in (header, content, *people):
        assert all(value % 2 == 0 and value >= 0 for value in rect)
        assert inside(rect, Rect(0, 0, *size))
