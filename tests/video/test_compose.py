import numpy as np
import pytest

from mcu.media import Picture
from mcu.video import colour, label, tile
from mcu.video.colour import Colour
from mcu.video.compose import Composer
from mcu.video.emblem import Emblem
from mcu.video.label import Header, Notice
from mcu.video.layout import Ground, arrange, featured
from mcu.video.layout.free import whole
from mcu.video.tile import Tile
from tests.video.material import (
    BLUE,
    GREEN,
    RED,
    colour_at,
    emblem_png,
    flat,
    middle,
    near,
    photo,
    shown,
)

HEADER = Header("Hội nghị", "14:05", recording=False)
INKS = [RED, GREEN, BLUE]


def compose(composer: Composer, tiles: list[Tile], header: Header = HEADER) -> Picture:
    composer.compose(header, arrange(len(tiles), 1280, 720), tiles)
    return photo(composer.canvas)


@pytest.mark.parametrize("count", [1, 2, 4, 9, 16, 25])
def test_every_colour_lands_at_its_place(count: int) -> None:
    tiles = [shown(flat(INKS[number % 3], 640, 360)) for number in range(count)]
    now = compose(Composer(1280, 720), tiles)
    for number, rect in enumerate(arrange(count, 1280, 720).tiles):
        assert near(colour_at(now, *middle(rect)), INKS[number % 3])


def test_only_what_has_changed_is_painted() -> None:
    composer = Composer(1280, 720)
    tiles = [shown(flat(RED)) for _ in range(9)]
    compose(composer, tiles)
    assert composer.painted == 9
    compose(composer, list(tiles))
    assert composer.painted == 9
    tiles[4] = shown(flat(GREEN))
    now = compose(composer, tiles)
    assert composer.painted == 10
    rects = arrange(9, 1280, 720).tiles
    assert near(colour_at(now, *middle(rects[4])), GREEN)
    assert near(colour_at(now, *middle(rects[3])), RED)
    tiles[0] = tiles[0]._replace(muted=True)
    compose(composer, tiles)
    assert composer.painted == 11


def test_nothing_is_scaled_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    scaled: list[tuple[int, ...]] = []
    monkeypatch.setattr("mcu.video.canvas.scale", lambda source, _: scaled.append(source.shape))
    composer = Composer(1280, 720)
    tiles = [shown(flat(RED)) for _ in range(4)]
    for _ in range(5):
        compose(composer, list(tiles))
    assert len(scaled) == 4 * 3


def test_the_same_again_gives_the_same_pixels() -> None:
    """Painting over an old tile leaves no trace of it: labels do not add up, bars are cleaned."""
    portrait = shown(flat(RED, 90, 160), muted=True, speaking=True)
    tiles = [portrait, shown(None), shown(flat(BLUE)), shown(flat(GREEN), live=False)]
    fresh = compose(Composer(1280, 720), tiles)
    composer = Composer(1280, 720)
    other = [shown(flat(GREEN)), shown(flat(RED), speaking=True), shown(None), portrait]
    for step in (tiles, other, tiles, [shown(flat(BLUE)) for _ in range(9)], other, tiles):
        again = compose(composer, step)
    for one, two in ((fresh.y, again.y), (fresh.u, again.u), (fresh.v, again.v)):
        assert np.array_equal(one, two)


def test_labels_are_on_the_picture_and_inside_the_tile() -> None:
    bare = compose(Composer(1280, 720), [shown(flat(RED), title="") for _ in range(4)])
    named = compose(Composer(1280, 720), [shown(flat(RED), muted=True) for _ in range(4)])
    differs = bare.y != named.y
    for rect in arrange(4, 1280, 720).tiles:
        inside = differs[rect.y : rect.y + rect.h, rect.x : rect.x + rect.w]
        bottom_left = inside[rect.h * 3 // 4 :, : rect.w // 2]
        top_right = inside[: rect.h // 4, rect.w * 3 // 4 :]
        assert bottom_left.any()
        assert top_right.any()
        assert inside.sum() == bottom_left.sum() + top_right.sum()
        differs[rect.y : rect.y + rect.h, rect.x : rect.x + rect.w] = False
    assert not differs.any()


@pytest.mark.parametrize("size", [(1280, 720), (640, 360)])
@pytest.mark.parametrize("picture", [flat(RED), None])
@pytest.mark.parametrize("count", [1, 25])
def test_a_raised_hand_is_in_the_corner_of_its_tile_alone(
    size: tuple[int, int], picture: Picture | None, *, count: int
) -> None:
    arrangement = arrange(count, *size)
    composer = Composer(*size)
    tiles = [shown(picture) for _ in range(count)]
    composer.compose(HEADER, arrangement, tiles)
    bare, painted = photo(composer.canvas).y, composer.painted
    tiles[-1] = tiles[-1]._replace(hand=True)
    composer.compose(HEADER, arrangement, tiles)
    assert composer.painted == painted + 1
    marked = photo(composer.canvas).y
    rows, columns = np.nonzero(marked != bare)
    x, y, w, h = arrangement.tiles[-1]
    assert rows.min() >= y
    assert rows.max() < y + h / 2
    assert columns.min() >= x
    assert columns.max() < x + w / 3
    mark = marked[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert min(mark.shape) * 20 >= size[1], "as high as the header"
    assert 0.15 < (mark < 60).mean() < 0.5, "a dark hand"
    assert (mark > 200).mean() > 0.35, "on white"


def test_the_speaker_is_framed_and_the_frame_goes() -> None:
    composer = Composer(1280, 720)
    quiet = compose(composer, [shown(flat(RED)) for _ in range(4)])
    rect = arrange(4, 1280, 720).tiles[1]
    edge = rect.x - 2, rect.y + 10
    assert colour_at(quiet, *edge) == colour.CANVAS
    spoken = compose(composer, [shown(flat(RED), speaking=n == 1) for n in range(4)])
    assert colour_at(spoken, *edge) == colour.SPEAKING
    after = compose(composer, [shown(flat(RED)) for _ in range(4)])
    assert np.array_equal(after.y, quiet.y)
    assert np.array_equal(after.v, quiet.v)


def test_places_that_move_leave_nothing_behind() -> None:
    composer = Composer(1280, 720)
    compose(composer, [shown(flat(RED), speaking=True) for _ in range(16)])
    now = compose(composer, [shown(flat(BLUE)), shown(flat(BLUE))])
    assert not (now.v > 200).any()
    assert np.array_equal(now.y, compose(Composer(1280, 720), [shown(flat(BLUE))] * 2).y)


def test_a_placard_says_who_and_why() -> None:
    def placard(title: str, notice: Notice) -> Picture:
        return compose(Composer(1280, 720), [shown(None, title=title)._replace(notice=notice)])

    off = placard("Huyện Vụ Bản", tile.CAMERA_OFF)
    waiting = placard("Huyện Vụ Bản", tile.WAITING)
    other = placard("Huyện Mỹ Lộc", tile.CAMERA_OFF)
    assert not np.array_equal(off.y, waiting.y)
    assert not np.array_equal(off.y, other.y)
    rect = arrange(1, 1280, 720).tiles[0]
    assert colour_at(off, rect.x + 2, rect.y + 2) == colour.TILE


@pytest.mark.parametrize("wide", [1, 4])
@pytest.mark.parametrize("count", [1, 9, 25])
def test_an_emblem_stands_on_a_placard_in_its_own_tile(wide: int, count: int) -> None:
    emblem = Emblem(emblem_png(wide=wide))
    tiles = [shown(flat(GREEN)) for _ in range(count)]
    before = compose(Composer(1280, 720), tiles)
    away = shown(None)._replace(notice=tile.CAMERA_OFF)
    composer = Composer(1280, 720)
    initials = compose(composer, [away, *tiles[1:]])
    now = compose(composer, [away._replace(emblem=emblem), *tiles[1:]])
    x, y, w, h = arrange(count, 1280, 720).tiles[0]
    assert not np.array_equal(now.y, initials.y), "painted anew as soon as there is one"
    star = colour_at(now, x + w // 2, y + round(h * 0.3))
    assert near(star, colour.colour("#ffd700"), 8)
    beside = np.ones_like(now.y, bool)
    beside[y : y + h, x : x + w] = False
    assert np.array_equal(now.y[beside], before.y[beside]), "nothing is beyond the tile"


@pytest.mark.parametrize("height", [720, 1080])
def test_the_reason_is_over_the_name_also_in_a_strip(height: int) -> None:
    arrangement = featured(1, 5, height * 16 // 9, height)
    x, y, w, h = arrangement.tiles[-1]

    def painted(away: Tile) -> Picture:
        composer = Composer(height * 16 // 9, height)
        composer.compose(HEADER, arrangement, [shown(flat(RED)) for _ in range(5)] + [away])
        return photo(composer.canvas)

    silent = shown(None)
    without = painted(silent)
    named = painted(silent._replace(notice=tile.CAMERA_OFF))
    rows = np.flatnonzero((named.y != without.y)[y : y + h, x : x + w].any(axis=1))
    assert rows.size
    plate = label.plate(silent.plate, w - 12, h, height)
    assert plate is not None
    inset = label.title_size(h, height) // 3 // 2 * 2
    assert rows.max() < h - inset - plate.height, "none of it is under the name"


def test_a_stopped_picture_is_dimmed_with_its_notice_in_the_middle() -> None:
    live = compose(Composer(1280, 720), [shown(flat(GREEN))])
    stale = shown(flat(GREEN), live=False)._replace(notice=tile.picture_lost(3 * 10**9))
    dimmed = compose(Composer(1280, 720), [stale])
    rect = arrange(1, 1280, 720).tiles[0]
    corner = rect.x + 40, rect.y + 40
    assert colour_at(dimmed, *corner).y < colour_at(live, *corner).y * 0.6
    x, y = middle(rect)
    assert dimmed.y[y - 40 : y + 40, x - 150 : x + 150].max() > 200


def test_the_header_changes_alone() -> None:
    composer = Composer(1280, 720)
    tiles = [shown(flat(RED))]
    before = compose(composer, tiles)
    after = compose(composer, tiles, HEADER._replace(recording=True, clock="14:06"))
    assert composer.painted == 1
    changed = np.argwhere(before.y != after.y)
    place = arrange(1, 1280, 720).header
    assert len(changed)
    assert changed[:, 0].min() >= place.y
    assert changed[:, 0].max() < place.y + place.h


def test_an_empty_stage_says_so() -> None:
    now = compose(Composer(1280, 720), [])
    stage = arrange(0, 1280, 720).stage
    assert now.y[stage.y :].max() > 200


def test_a_speaker_from_edge_to_edge_is_framed_on_his_picture() -> None:
    alone = whole(1, Ground(1280, 720, header=False))
    composer, said = Composer(1280, 720), Header("", "", recording=False)

    def edges(*, on_air: bool) -> set[Colour]:
        composer.compose(said, alone, [shown(flat(GREEN), title="")._replace(on_air=on_air)])
        canvas = photo(composer.canvas)
        return {colour_at(canvas, x, y) for x, y in ((0, 360), (1278, 360), (640, 0), (640, 718))}

    assert edges(on_air=True) == {colour.ON_AIR}
    assert colour.ON_AIR not in edges(on_air=False)
