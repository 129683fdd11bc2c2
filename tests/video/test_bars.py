"""Black bars are cut off where they stay, and nothing else is."""

import numpy as np
import pytest

from mcu.media import Picture
from mcu.video.bars import BELIEVED, DOUBTED, LOOK_NS, Bars, inside
from mcu.video.layout import Rect


def barred(
    rect: Rect, size: tuple[int, int] = (640, 360), *, lit: int = 120, pts: int = 0
) -> Picture:
    """A lively picture in a rectangle, black with a codec's noise around it."""
    dice = np.random.default_rng(pts // LOOK_NS + 1)
    y = dice.integers(14, 20, size[::-1], np.uint8)
    part = dice.integers(max(lit - 30, 0), lit + 30, (rect.h, rect.w), np.uint8)
    y[rect.y : rect.y + rect.h, rect.x : rect.x + rect.w] = part
    half = np.full((size[1] // 2, size[0] // 2), 128, np.uint8)
    return Picture(y, half, half, pts)


def seen(bars: Bars, rect: Rect, looks: int, begin: int = 0, lit: int = 120) -> Picture:
    """The picture after so many looks."""
    for number in range(begin, begin + looks):
        picture = bars.cut(barred(rect, lit=lit, pts=number * LOOK_NS))
    return picture


@pytest.mark.parametrize(
    "rect",
    [
        Rect(80, 0, 480, 360),  # 4:3
        Rect(220, 0, 202, 360),  # a phone held upright
        Rect(0, 46, 640, 268),  # a film
        Rect(64, 36, 512, 288),  # bars all round
    ],
)
def test_bars_that_stay_are_cut_off(rect: Rect) -> None:
    bars = Bars()
    assert seen(bars, rect, BELIEVED - 1).width == 640
    cut = seen(bars, rect, 1, BELIEVED - 1)
    assert (cut.width, cut.height) == (rect.w, rect.h)
    assert cut.u.shape == (rect.h // 2, rect.w // 2)
    assert cut.y.min() > 80


def test_what_appears_in_the_bars_is_shown_at_once() -> None:
    bars = Bars()
    assert seen(bars, Rect(80, 0, 480, 360), BELIEVED).width == 480
    assert seen(bars, Rect(0, 0, 640, 360), 1, BELIEVED).width == 640


@pytest.mark.parametrize("rect", [Rect(0, 0, 640, 360), Rect(8, 4, 624, 352)])
def test_a_picture_without_bars_stays_whole(rect: Rect) -> None:
    assert seen(Bars(), rect, 5).width == 640


def test_the_dark_changes_nothing() -> None:
    bars = Bars()
    assert seen(bars, Rect(300, 170, 40, 20), 5).width == 640, "a lamp in a dark hall"
    assert seen(bars, Rect(0, 0, 640, 360), 5, 5, lit=31).width == 640
    assert inside(np.full((36, 64), 16, np.uint8)) is None
    assert seen(bars, Rect(80, 0, 480, 360), BELIEVED, 10).width == 480
    for number in range(20, 25):  # the lights go out
        assert bars.cut(barred(Rect(80, 0, 480, 360), lit=31, pts=number * LOOK_NS)).width == 480


def in_the_dark(person: Rect) -> Picture:
    """Somebody, lit, in a suit before a black curtain: his face, his hands and a lectern."""
    picture = barred(Rect(0, 0, 640, 360), lit=16)
    picture.y[:] = 18
    picture.y[person.y : person.y + person.h, person.x : person.x + person.w] = 150
    picture.y[330:340, person.x - 120 : person.x + 200] = 90
    return picture


@pytest.mark.parametrize("person", [Rect(280, 60, 80, 260), Rect(420, 60, 80, 260)])
def test_a_dark_suit_before_a_curtain_is_not_cut(person: Rect) -> None:
    assert inside(in_the_dark(person).y) in {None, Rect(0, 0, 640, 360)}
    bright = in_the_dark(person)
    bright.y[bright.y > 100] = 235
    bright.y[:, 160:480] = np.maximum(bright.y[:, 160:480], 20)
    assert inside(bright.y) in {None, Rect(0, 0, 640, 360)}


@pytest.mark.parametrize("rect", [Rect(0, 0, 480, 360), Rect(200, 0, 440, 360)])
def test_a_curtain_on_one_side_is_not_a_bar(rect: Rect) -> None:
    assert seen(Bars(), rect, 5).width == 640


def test_bars_that_were_none_are_believed_less() -> None:
    bars, at = Bars(), 0
    for _ in range(3):  # now somebody stands in the dark, now nobody
        seen(bars, Rect(80, 0, 480, 360), 2 * BELIEVED, at)
        at += 2 * BELIEVED
        seen(bars, Rect(0, 0, 640, 360), 1, at)
        at += 1
    assert seen(bars, Rect(80, 0, 480, 360), 2 * BELIEVED, at).width == 640
    assert seen(bars, Rect(80, 0, 480, 360), DOUBTED * BELIEVED, at).width == 480


def test_another_size_begins_anew() -> None:
    bars = Bars()
    seen(bars, Rect(80, 0, 480, 360), BELIEVED)
    small = barred(Rect(40, 0, 240, 180), (320, 180), pts=99 * LOOK_NS)
    assert bars.cut(small).width == 320
