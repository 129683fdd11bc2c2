"""A film that begins on a line of which little is known yet; see `filmed_line`."""

import pytest

from mcu.content import Detail
from signaling.bench.line import Conditions
from tests.mcu.filmed_line import FilmedLine


@pytest.mark.parametrize("known_s", [1, 4, 8])
@pytest.mark.parametrize("kbps", [300, 500])
def test_who_has_just_joined_on_a_thin_line_sees_a_film_soon(kbps: int, known_s: int) -> None:
    """It was tried no sooner than on a line that had shown to carry sound alone: after 16 s."""
    line = FilmedLine(Conditions(delay_ms=20, rate=kbps * 1000))
    line.run(known_s)
    line.share()
    line.run(9 - known_s)
    assert line.viewer.whole, "by the ninth second in the meeting"
    came = len(line.viewer.whole)
    line.run(3)
    assert len(line.viewer.whole) - came >= 3 * 14, "it moves"


@pytest.mark.parametrize("mbps", [6, 20])
def test_a_good_line_has_all_of_a_film_at_once(mbps: int) -> None:
    line = FilmedLine(Conditions(delay_ms=20, rate=mbps * 1_000_000))
    line.run(1)
    line.share()
    line.run(8)
    assert line.beside
    assert line.beside.rungs.rung
    assert line.beside.rungs.rung.detail is Detail.FULL
    assert len(line.viewer.whole) >= 8 * 25 - 5


def test_a_line_that_carries_a_voice_alone_is_not_flooded_by_a_film() -> None:
    line = FilmedLine(Conditions(delay_ms=20, rate=60_000))
    line.run(30)
    line.share()
    seconds = line.run(30)
    assert sum(one.missing for one in seconds) / len(seconds) < 0.1
