"""What tells tones apart must neither miss one nor hear one in noise."""

import numpy as np
import pytest

from mcu.media import SAMPLE_RATE
from tests.browser.meeting import PLACES, Hearing
from tests.browser.signs import AMPLITUDE, BLUE, GREEN, ORANGE, RED, Sign, levels

TIME = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE


def sine(hz: float, amplitude: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Two seconds of a tone."""
    return amplitude * np.sin(2 * np.pi * hz * TIME)


def test_a_tone_has_the_level_it_is_sent_with() -> None:
    heard = levels(sine(RED.hz, AMPLITUDE) + sine(GREEN.hz, AMPLITUDE / 100), RED, GREEN, BLUE)
    assert abs(heard[RED]) < 0.5
    assert abs(heard[GREEN] + 40) < 0.5
    assert heard[BLUE] < -60


def test_a_faint_tone_is_found_in_noise_and_noise_is_no_tone() -> None:
    noise = np.random.default_rng(3).normal(0, AMPLITUDE / 5, TIME.size)
    heard = levels(
        noise + sine(RED.hz, AMPLITUDE) + sine(GREEN.hz, AMPLITUDE / 20), RED, GREEN, BLUE
    )
    assert abs(heard[RED]) < 0.5
    assert abs(heard[GREEN] + 26) < 1.5
    assert heard[BLUE] < -33


def said(*signs: Sign) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Two seconds of the tones of several."""
    return sum((sine(one.hz, AMPLITUDE) for one in signs), np.zeros(TIME.size))


OTHERS = [one for one in PLACES if one is not RED]


def test_who_plays_with_gaps_hears_everybody_in_the_end() -> None:
    hearing = Hearing(RED)
    gaps = np.repeat(np.random.default_rng(2).random(100) < 0.5, TIME.size // 100)
    assert not hearing.take(said(*OTHERS) * gaps)
    assert not hearing.take(said(*OTHERS[1:])), "each is heard at some time, but not this one"
    assert hearing.take(said(*OTHERS))


@pytest.mark.parametrize("lacks", [None, ORANGE])
def test_who_hears_himself_or_not_somebody_else_is_found_out(lacks: Sign | None) -> None:
    hearing = Hearing(RED)
    heard = PLACES if lacks is None else [one for one in OTHERS if one is not lacks]
    for _ in range(20):
        assert not hearing.take(said(*heard))
