"""A line's pace is learnt from how its pages arrived."""

import random
import statistics

import pytest

from mcu.clock import NS_PER_S
from mcu.content import LOW
from mcu.rtc.pace import (
    FIRST_RATE,
    LEAST_RATE,
    LONG_MS,
    LOSSY,
    MOST_RATE,
    STRETCH,
    THIN_RATE,
    Pace,
)

PAGE = 150_000
CALM_MS = 12.0


class Line:
    """A line of some bits per second, whose queue is as long as it has to be.

    The computer at its end answers late, by up to `busy_ms`, in its own good time.
    """

    def __init__(self, carries: float, busy_ms: float = 0.0, seed: int = 0) -> None:
        self.carries = carries
        self.pace = Pace()
        self.now = NS_PER_S
        self._busy_ms = busy_ms
        self._dice = random.Random(seed)
        self.rest()

    def page(
        self, *, loss: float = 0.0, estimate: int | None = None, limit: int = MOST_RATE
    ) -> float:
        """Send a page; return for how many ms a voice behind it had to wait."""
        took = PAGE * 8 / min(self.pace.rate(estimate), limit)
        queue_ms = max(PAGE * 8 / self.carries - took, 0) * 1000
        self.now += round(took * NS_PER_S)
        self.pace.left(PAGE, round(took * NS_PER_S), self.now)
        self.pace.came_back(self._answer_ms() + queue_ms, loss, self.now)
        self.rest()
        return queue_ms

    def rest(self) -> None:
        """Let a page stand for a while."""
        for _ in range(4):
            self.now += NS_PER_S
            self.pace.came_back(self._answer_ms(), 0.0, self.now)

    def _answer_ms(self) -> float:
        return CALM_MS + self._dice.uniform(0, self._busy_ms)


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
    now = begin = NS_PER_S
    pace.left(PAGE, NS_PER_S // 5, now)
    pace.came_back(CALM_MS + 3000, 0.0, now)
    assert pace.rate(None) == THIN_RATE
    octets = 0
    for _ in range(6):
        now += STRETCH
        octets += pace.rate(None) * STRETCH // (8 * NS_PER_S)
        pace.left(octets, now - begin, now)
        pace.came_back(CALM_MS + 20, 0.0, now)
    assert pace.rate(None) > 4 * THIN_RATE


def test_what_goes_with_a_page_belongs_to_what_the_line_carries() -> None:
    """A smaller picture of the people leaves a page more, at once."""
    pace = Pace()
    pace.came_back(CALM_MS, 0.0, NS_PER_S)
    pace.beside = 1_500_000
    pace.left(PAGE, NS_PER_S, 2 * NS_PER_S, beside=pace.beside // 8)
    pace.came_back(CALM_MS + 350, 0.0, 2 * NS_PER_S)
    assert pace.rate(None) == THIN_RATE, "of 2 Mbit/s, so much is left"
    pace.beside = 450_000
    assert 1_300_000 < pace.rate(None) <= 1_550_000


def test_a_report_that_found_no_room_is_not_taken_for_one_that_came_back_at_once() -> None:
    pace = Pace()
    pace.came_back(CALM_MS, 0.0, NS_PER_S)
    pace.left(PAGE, NS_PER_S // 2, 2 * NS_PER_S)
    assert not pace.came_back(CALM_MS, 0.3, 3 * NS_PER_S)
    assert pace.rate(None) < PAGE * 8 * 2
    pace.left(PAGE, NS_PER_S // 2, 6 * NS_PER_S)
    before = pace.rate(None)
    assert not pace.came_back(CALM_MS, 0.0, 7 * NS_PER_S)
    assert pace.rate(None) == before, "a newer one was named: nothing is known"


@pytest.mark.parametrize("carries", [700e3, 1e6, 1.5e6])
def test_a_voice_hardly_waits_behind_pages_of_a_second(carries: float) -> None:
    line = Line(carries)
    waited = [line.page() for _ in range(30)]
    assert sorted(waited[2:])[-6] < 10, "more is tried now and then"
    assert max(waited[2:]) < 0.12 * PAGE * 8000 / carries
    assert line.pace.ceiling == pytest.approx(carries, rel=0.05)
    assert line.pace.rate(None) > 0.85 * carries


def test_a_line_that_becomes_better_is_found_out() -> None:
    line = Line(1e6)
    for _ in range(10):
        line.page()
    line.carries = 20e6
    for _ in range(40):
        line.page()
    assert line.pace.ceiling is None
    assert line.pace.rate(None) > FIRST_RATE


def test_a_report_from_before_the_page_says_nothing_of_it() -> None:
    pace = Pace()
    pace.came_back(CALM_MS, 0.0, NS_PER_S)
    pace.left(PAGE, NS_PER_S // 5, 2 * NS_PER_S)
    pace.came_back(500.0, 0.5, 2 * NS_PER_S - 1)
    assert pace.known is None
    pace.came_back(CALM_MS, 0.0, 2 * NS_PER_S)
    assert pace.known == MOST_RATE


SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_busy_computer_is_no_narrow_line(seed: int) -> None:
    line = Line(20e6, busy_ms=150, seed=seed)
    rates = []
    for _ in range(40):
        line.page()
        rates.append(line.pace.rate(None))
    assert statistics.median(rates) > FIRST_RATE
    assert line.pace.ceiling is None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_sent_slowly_on_purpose_shows_no_narrow_line(seed: int) -> None:
    """Few bits, which are all that such a member is sent, would be all that he is ever sent."""
    line = Line(20e6, busy_ms=150, seed=seed)
    for _ in range(40):
        line.page(limit=2 * LOW)
        assert line.pace.ceiling is None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("carries", [1e6, 2e6])
def test_a_narrow_line_is_found_behind_a_busy_computer(carries: float, seed: int) -> None:
    line = Line(carries, busy_ms=150, seed=seed)
    waited, rates = [], []
    for _ in range(40):
        waited.append(line.page())
        rates.append(line.pace.rate(None))
    assert sorted(waited[2:])[-8] < 100, "more is tried now and then"
    assert statistics.median(rates) < carries
