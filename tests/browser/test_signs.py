"""What tells tones apart must neither miss one nor hear one in noise."""

import numpy as np

from mcu.media import SAMPLE_RATE
from tests.browser.signs import AMPLITUDE, BLUE, GREEN, RED, levels

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
