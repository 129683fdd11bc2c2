"""The voice on lines that carry little else, packet by packet; see `thin_line`."""

import pytest

from signaling.bench.line import Conditions
from tests.mcu.thin_line import Second, ThinLine


def missing(seconds: list[Second]) -> float:
    """Share of the time in which the voice was made up or not there."""
    return sum(one.missing for one in seconds) / len(seconds)


@pytest.mark.parametrize(("kbps", "height"), [(100, 144), (70, 0), (50, 0)])
@pytest.mark.parametrize("seed", range(2))
def test_a_voice_is_soon_clear_and_stays_so(kbps: int, height: int, seed: int) -> None:
    line = ThinLine(Conditions(delay_ms=20, rate=kbps * 1000), seed)
    learning = sum(one.missing for one in line.run(6))
    assert learning < 1.1, "it was two seconds and more when repairs went before the voice"
    assert missing(line.run(3)) < 0.01
    settled = line.run(7)
    assert missing(settled) < 0.01
    assert {one.height for one in settled} == {height}
    assert (sum(one.fps for one in settled) > 3 * len(settled)) is (height > 0)


def test_a_try_that_fails_costs_a_second_of_voice() -> None:
    """It cost six: the round trip measured nothing, and the try was held on to while it settled."""
    line = ThinLine(Conditions(delay_ms=20, rate=100_000))
    line.run(20)
    tries = line.run(60)
    assert any(one.height > 144 for one in tries), "otherwise this tests nothing"
    assert sum(one.missing for one in tries) < 1.5
    assert tries[-1].height == 144


def test_a_try_goes_back_to_what_the_line_has_carried() -> None:
    line = ThinLine(Conditions(delay_ms=20, rate=600_000))
    heights = [one.height for one in line.run(40)]
    assert 720 in heights[10:], "otherwise this tests nothing"
    assert heights[-1] == 360


def test_a_line_that_becomes_thin_in_the_middle() -> None:
    line = ThinLine(Conditions(delay_ms=20))
    assert line.run(10)[-1].height == 720
    line.down.conditions = line.up.conditions = Conditions(delay_ms=20, rate=50_000)
    assert missing(line.run(6)) < 0.6
    assert missing(line.run(10)) < 0.01


def test_losses_at_random_are_no_thin_line() -> None:
    line = ThinLine(Conditions(delay_ms=20, loss=0.1))
    assert {one.height for one in line.run(30)} == {720}
