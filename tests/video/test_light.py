"""Halls in different light come nearer to each other, slowly, and never all the way."""

import numpy as np
import pytest

from mcu.media import Picture
from mcu.video.light import LOOK_NS, MOST_TINTED, Light
from tests.video.material import BLUE, RED, flat


def hall(mean: float, u: int = 128, v: int = 128, pts: int = 0) -> Picture:
    dice = np.random.default_rng(3)
    y = np.clip(dice.normal(mean, 25, (180, 320)), 16, 235).astype(np.uint8)
    half = (90, 160)
    return Picture(y, np.full(half, u, np.uint8), np.full(half, v, np.uint8), pts)


@pytest.mark.parametrize("mean", [45.0, 70.0, 160.0, 195.0])
def test_a_hall_comes_nearer_to_the_others(mean: float) -> None:
    before = hall(mean)
    after = Light().even(before)
    off = before.y.mean() - 112
    assert abs(after.y.mean() - 112) < 0.85 * abs(off)
    assert (after.y.mean() - 112) * off > 0, "and not beyond them"
    assert after.y.min() >= 16
    assert after.y.max() <= 235


def test_a_tint_is_weakened_and_a_colour_stays() -> None:
    warm = Light().even(hall(112, u=118, v=138))
    assert (int(warm.u[0, 0]), int(warm.v[0, 0])) == (123, 133)
    for ink in (RED, BLUE):
        shown = Light().even(flat(ink))
        assert abs(int(shown.u[0, 0]) - ink.u) <= MOST_TINTED
        assert abs(int(shown.v[0, 0]) - ink.v) <= MOST_TINTED


def test_black_and_white_stay_what_they_are() -> None:
    page = hall(60)
    page.y[:90] = 16
    page.y[90:100] = 235
    after = Light().even(page)
    assert set(after.y[:90].ravel()) == {16}
    assert set(after.y[90:100].ravel()) == {235}


def test_light_that_is_switched_on_is_followed_slowly() -> None:
    light, means = Light(), []
    for number in range(60):
        mean = 60.0 if number < 10 else 170.0
        means.append(float(light.even(hall(mean, pts=number * LOOK_NS)).y.mean()))
    steps = np.abs(np.diff(means[10:]))
    assert steps.max() < 4, "nobody sees it work"
    assert means[-1] < means[10] - 15


def test_it_is_done_in_place_of_nothing() -> None:
    """The picture that came is shared with others, and stays as it is."""
    picture = hall(60)
    before = picture.y.copy()
    Light().even(picture)
    assert np.array_equal(picture.y, before)
