"""A film that begins on a line of which little is known yet; see `filmed_line`."""

from itertools import pairwise

import pytest

from mcu.clock import NS_PER_S
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


@pytest.mark.parametrize(
    ("mbps", "queue_ms", "known_s"),
    [(2.5, 300, 6), (3, 300, 1), (3, 300, 6), (3.5, 300, 6), (2, 1000, 6), (3, 1000, 1)],
)
def test_a_film_that_does_not_fit_is_made_small_before_it_stands(
    mbps: float, queue_ms: float, known_s: int
) -> None:
    """It stood for 6 s at 3 Mbit/s: what was sent again was taken for what the line carries."""
    line = FilmedLine(Conditions(delay_ms=20, rate=round(mbps * 1e6), queue_ms=queue_ms))
    line.run(known_s)
    line.share()
    begun = line.now
    line.run(12)
    assert line.viewer.whole
    shown = [begun, *line.viewer.whole, line.now]
    assert max(after - before for before, after in pairwise(shown)) < 2 * NS_PER_S
    voice = line.viewer.waited[-50 * 5 :]
    assert max(voice) < 150, "it waits no more"


@pytest.mark.parametrize("mbps", [8, 20])
def test_a_busy_browser_has_all_of_a_film(mbps: int) -> None:
    """Its reports come late by 50 to 150 ms from when the film begins."""
    line = FilmedLine(Conditions(delay_ms=20, rate=mbps * 1_000_000))
    line.run(8)
    line.share()
    line.up.conditions = Conditions(delay_ms=120, jitter_ms=50)
    for one in line.run(16):
        assert one.height == 720
    assert line.beside
    assert line.beside.rungs.rung
    assert line.beside.rungs.rung.detail is Detail.FULL


def test_a_line_that_carries_a_voice_alone_is_not_flooded_by_a_film() -> None:
    line = FilmedLine(Conditions(delay_ms=20, rate=60_000))
    line.run(30)
    line.share()
    seconds = line.run(30)
    assert sum(one.missing for one in seconds) / len(seconds) < 0.1
