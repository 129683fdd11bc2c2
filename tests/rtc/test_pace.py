"""A line's pace is learnt from how its pages arrived."""

import pytest

from mcu.clock import NS_PER_S
from mcu.rtc.pace import FIRST_RATE, LEAST_RATE, LONG_MS, LOSSY, MOST_RATE, STRETCH, Pace

PAGE = 150_000
CALM_MS = 12.0


class Line:
    """A line of some bits per second, whose queue is as long as it has to be."""

    def __init__(self, carries: float) -> None:
        self.carries = carries
        self.pace = Pace()
        self.now = NS_PER_S
        self.pace.came_back(CALM_MS, 0.0, self.now)

    def page(self, *, loss: float = 0.0, estimate: int | None = None) -> float:
        """Send a page; return for how many ms a voice behind it had to wait."""
        took = PAGE * 8 / self.pace.rate(estimate)
        queue_ms = max(PAGE * 8 / self.carries - took, 0) * 1000
        self.now += round(took * NS_PER_S)
        self.pace.left(PAGE, round(took * NS_PER_S), self.now)
        self.pace.came_back(CALM_MS + queue_ms, loss, self.now)
        self.now += 4 * NS_PER_S
        self.pace.came_back(CALM_MS, 0.0, self.now)
        return queue_ms


def test_a_good_line_soon_takes_a_page_within_a_tenth_of_a_second() -> None:
    line = Line(50e6)
    for _ in range(2):
        line.page(estimate=1_800_000)
    assert line.pace.rate(1_800_000) > FIRST_RATE
    line.page()
    assert line.pace.rate(1_800_000) == MOST_RATE


@pytest.mark.parametrize("carries", [2.5e6, 4e6])
def test_a_narrow_line_keeps_room_for_voices(carries: float) -> None:
    line = Line(carries)
    waited = [line.page() for _ in range(12)]
    assert waited[0] > 50, "the first one was too fast"
    assert max(waited[1:]) < 1.8 * LONG_MS
    assert sum(waited[1:]) / 11 < LONG_MS
    assert 0.7 * carries < line.pace.rate(None) < 1.5 * carries


def test_losses_slow_it_down_and_it_has_a_floor() -> None:
    line = Line(50e6)
    for _ in range(10):
        line.page(loss=LOSSY)
    assert line.pace.rate(None) == LEAST_RATE


def test_a_pace_that_was_too_low_is_found_out_while_much_waits() -> None:
    """A busy computer has made a good line look narrow."""
    pace = Pace()
    pace.came_back(CALM_MS, 0.0, NS_PER_S)
    now = NS_PER_S
    pace.left(PAGE, NS_PER_S // 5, now)
    pace.came_back(CALM_MS + 3000, 0.0, now)
    assert pace.known == LEAST_RATE
    for _ in range(6):
        now += STRETCH
        octets = pace.rate(None) * STRETCH // (8 * NS_PER_S)
        pace.left(octets, STRETCH, now, whole=False)
        assert pace.asked
        pace.came_back(CALM_MS + 20, 0.0, now)
        assert not pace.asked
    assert pace.rate(None) > 3 * LEAST_RATE
    pace.left(PAGE, STRETCH, now, whole=False)
    pace.came_back(CALM_MS + 1000, 0.0, now)
    assert pace.rate(None) > 3 * LEAST_RATE, "the queue may be older than this"


def test_a_report_from_before_the_page_says_nothing_of_it() -> None:
    pace = Pace()
    pace.came_back(CALM_MS, 0.0, NS_PER_S)
    pace.left(PAGE, NS_PER_S // 5, 2 * NS_PER_S)
    pace.came_back(500.0, 0.5, 2 * NS_PER_S - 1)
    assert pace.known is None
    pace.came_back(CALM_MS, 0.0, 2 * NS_PER_S)
    assert pace.known == MOST_RATE
