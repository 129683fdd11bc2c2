import numpy as np
import pytest

from mcu.media import Picture
from mcu.video import colour
from mcu.video.canvas import Canvas
from mcu.video.colour import Colour
from mcu.video.layout import Rect
from mcu.video.scale import filling, fit, fitted, scale
from mcu.video.sprite import Sketch
from tests.video.material import BLUE, GREEN, GREY, RED, colour_at, flat, near, photo

WHITE = Colour(235, 128, 128)


def canvas() -> Canvas:
    return Canvas(128, 72)


def test_colours_from_css_are_bt601() -> None:
    assert colour.colour("#000000") == (16, 128, 128)
    assert colour.colour("#ffffff") == (235, 128, 128)
    assert colour.colour("#ff0000") == (81, 90, 240)
    assert colour.colour("#0000ff") == (41, 240, 110)


def test_odd_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        Canvas(1279, 720)


def test_what_is_painted_is_what_the_encoder_reads() -> None:
    board = canvas()
    board.fill(Rect(10, 20, 30, 40), RED)
    rgb = board.frame.to_ndarray(format="rgb24")
    assert rgb[30, 20, 0] > 200
    assert rgb[30, 20, 1:].max() < 60
    assert board.frame.to_ndarray(format="rgb24")[10, 5].max() < 40


def test_pictures_keep_to_their_rectangle() -> None:
    board = canvas()
    ground = photo(board)
    rect = Rect(32, 18, 64, 36)
    board.paste(flat(GREEN, 640, 360), rect, GREY)
    now = photo(board)
    assert (now.y[18:54, 32:96] == GREEN.y).all()
    assert (now.u[9:27, 16:48] == GREEN.u).all()
    assert (now.v[9:27, 16:48] == GREEN.v).all()
    outside = np.ones(now.y.shape, bool)
    outside[18:54, 32:96] = False
    assert (now.y[outside] == ground.y[outside]).all()
    outside = outside[::2, ::2]
    assert (now.u[outside] == ground.u[outside]).all()


def test_a_portrait_picture_gets_bars() -> None:
    board = canvas()
    board.paste(flat(BLUE, 90, 160), Rect(0, 0, 128, 72), GREY)
    now = photo(board)
    assert near(colour_at(now, 64, 0), BLUE, 0)
    assert near(colour_at(now, 64, 71), BLUE, 0)
    assert near(colour_at(now, 40, 36), GREY, 0)
    assert near(colour_at(now, 88, 36), GREY, 0)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (641, 361), (16, 900), (1920, 1080), (128, 72)])
def test_any_size_of_source(size: tuple[int, int]) -> None:
    board = canvas()
    board.paste(flat(RED, *size), Rect(0, 0, 128, 72), GREY)
    assert near(colour_at(photo(board), 63, 36), RED, 0)


def gradient(width: int, height: int) -> Picture:
    ramp = np.linspace(16, 235, width).astype(np.uint8)
    chroma = np.linspace(16, 240, (width + 1) // 2).astype(np.uint8)
    half = (height + 1) // 2
    return Picture(
        np.tile(ramp, (height, 1)), np.tile(chroma, (half, 1)), np.tile(chroma[::-1], (half, 1)), 5
    )


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (320, 180), (480, 270), (200, 112)])
def test_the_whole_picture_is_shown_the_right_way_round(size: tuple[int, int]) -> None:
    shown = fit(gradient(*size), 320, 180)
    assert (shown.width, shown.height, shown.pts) == (320, 180, 5)
    expected = gradient(320, 180)
    for got, want in ((shown.y, expected.y), (shown.u, expected.u), (shown.v, expected.v)):
        assert np.abs(got.astype(int) - want).max() <= 4


def test_fine_detail_turns_grey_and_does_not_glitter() -> None:
    stripes = np.zeros((360, 640), np.uint8)
    stripes[:, ::2] = 200
    into = np.zeros((150, 266), np.uint8)
    scale(stripes, into)
    assert into.min() >= 95
    assert into.max() <= 105


@pytest.mark.parametrize(
    ("size", "seen", "lost"),
    [
        ((640, 360), (592, 444), 1 / 8),
        ((592, 333), (592, 444), 1 / 8),
        ((790, 444), (592, 444), 1 / 8),
        ((640, 480), (592, 444), 0),
        ((1280, 536), (592, 330), 1 / 8),
        ((360, 640), (250, 444), 0),
    ],
)
def test_a_tile_of_4_to_3_is_filled_by_the_middle_of_a_wide_picture(
    size: tuple[int, int], seen: tuple[int, int], lost: float
) -> None:
    shown = fit(gradient(*size), 592, 444)
    assert abs(shown.width - seen[0]) <= 2
    assert abs(shown.height - seen[1]) <= 2
    assert shown.width == 592 or shown.height == 444
    for edge, at in ((shown.y[:, 0], lost), (shown.y[:, -1], 1 - lost)):
        assert abs(float(edge.mean()) - (16 + 219 * at)) < 3
    assert filling(gradient(*size), 592, 332).width == size[0], "in one of 16:9 all of it is seen"
    assert fitted(shown, 592, 444), "and nothing is cut off twice"


def test_a_picture_that_fits_is_not_copied() -> None:
    picture = flat(RED, 320, 180)
    assert fit(picture, 320, 180) is picture
    assert fit(picture, 322, 182) is not picture


def test_padded_rows_are_understood() -> None:
    wide = np.zeros((36, 96), np.uint8)
    wide[:, :64] = 90
    half = np.full((18, 32), 128, np.uint8)
    board = canvas()
    board.paste(Picture(wide[:, :64], half, half, 0), Rect(0, 0, 128, 72), GREY)
    assert (board.y == 90).all()


def test_a_stopped_picture_is_dimmed() -> None:
    board = canvas()
    board.fill(Rect(0, 0, 128, 72), RED)
    board.dim(Rect(64, 0, 64, 72))
    now = photo(board)
    left, right = colour_at(now, 10, 10), colour_at(now, 100, 10)
    assert left == RED
    assert right.y - 16 < (left.y - 16) * 0.5
    assert abs(right.v - 128) < abs(left.v - 128)


def test_the_frame_is_round_the_outside() -> None:
    board = canvas()
    board.fill(Rect(20, 20, 40, 20), BLUE)
    board.outline(Rect(20, 20, 40, 20), 4, GREEN)
    now = photo(board)
    assert (now.y[20:40, 20:60] == BLUE.y).all()
    for x, y in ((18, 30), (61, 30), (40, 17), (40, 41), (16, 16), (63, 43)):
        assert colour_at(now, x, y) == GREEN
    for x, y in ((14, 30), (65, 30), (40, 14), (40, 45)):
        assert colour_at(now, x, y) == colour.CANVAS


def test_opacity() -> None:
    sketch = Sketch(32, 16)
    sketch.lay(sketch.box((0, 0, 16, 16)), RED, 1.0)
    sketch.lay(sketch.box((16, 0, 32, 16)), RED, 0.5)
    board = canvas()
    board.fill(Rect(0, 0, 128, 72), WHITE)
    board.blend(sketch.sprite(), 40, 20)
    now = photo(board)
    half = Colour(*(round((a + b) / 2) for a, b in zip(RED, WHITE, strict=True)))
    assert near(colour_at(now, 46, 28), RED, 1)
    assert near(colour_at(now, 64, 28), half, 2)
    assert colour_at(now, 38, 28) == colour_at(now, 74, 28) == WHITE
