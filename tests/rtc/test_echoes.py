"""What is answered at once tells how long the queue of a line is."""

import pytest

from mcu.clock import NS_PER_S
from mcu.rtc.echoes import EVERY, MUTE, REMEMBERED, Echoes, Heard

MS = 1_000_000
WAY = 40 * MS


class Line:
    """A line of some bits per second, whose queue is as long as what was sent makes it."""

    def __init__(self, carries: int) -> None:
        self.carries = carries
        self.echoes = Echoes()
        self.now = NS_PER_S
        self.way = WAY
        self.octets = 0
        self._free = 0

    def send(self, octets: int, took: int = EVERY) -> None:
        """Send so many bytes over some time."""
        for _ in range(10):
            self.octets += octets // 10
            begin = max(self._free, self.now)
            self._free = begin + octets // 10 * 8 * NS_PER_S // self.carries
            self.now += took // 10

    def ask(self) -> Heard | None:
        """Ask, and be answered."""
        asked = self.now
        self.echoes.ask(asked, self.octets)
        return self.echoes.hear(asked, asked + max(self._free - asked, 0) + self.way)


def test_a_queue_shows_what_a_line_carries() -> None:
    line = Line(2_000_000)
    assert line.ask() is None, "there is nothing to compare with"
    for count in range(1, 5):
        line.send(25_000)
        heard = line.ask()
        assert heard is not None
        assert heard.sent == pytest.approx(4_000_000, rel=0.01)
        assert heard.carried == pytest.approx(2_000_000, rel=0.05)
        assert heard.queue_ms == pytest.approx(50 * (count - 1), abs=5), "two agree"


def test_without_a_queue_all_that_is_sent_arrives() -> None:
    line = Line(20_000_000)
    line.ask()
    line.send(25_000)
    heard = line.ask()
    assert heard is not None
    assert heard.queue_ms < 2
    assert heard.carried == pytest.approx(heard.sent, rel=0.05)


def test_one_answer_that_is_late_is_no_queue() -> None:
    """A browser with other work answers when it has time."""
    line = Line(20_000_000)
    line.ask()
    for late in (0, 120 * MS, 0, 90 * MS):
        line.send(25_000)
        line.way = WAY + late
        heard = line.ask()
        assert heard is not None
        assert heard.queue_ms < 2


def test_what_was_sent_before_a_rest_tells_nothing() -> None:
    line = Line(2_000_000)
    line.ask()
    line.send(25_000)
    line.echoes.begin()
    assert line.ask() is None


def test_a_way_that_has_become_longer_is_the_usual_one_after_a_while() -> None:
    line = Line(20_000_000)
    line.ask()
    line.way = 5 * WAY
    for _ in range(2):
        line.now += NS_PER_S
        heard = line.ask()
    assert heard is not None
    assert heard.queue_ms == pytest.approx(160)
    line.now += REMEMBERED
    heard = line.ask()
    assert heard is not None
    assert heard.queue_ms == pytest.approx(0)


def test_who_never_answers_is_not_asked_for_ever() -> None:
    echoes = Echoes()
    asked = 0
    for now in range(NS_PER_S, 10 * NS_PER_S, 10 * MS):
        if echoes.is_due(now):
            echoes.ask(now, 0)
            asked += 1
    assert asked == MUTE
    assert echoes.mute
    echoes.hear(9 * NS_PER_S, 10 * NS_PER_S)
    assert not echoes.mute, "it was only late"


def test_an_answer_to_nothing_that_was_asked_is_no_news() -> None:
    line = Line(2_000_000)
    line.ask()
    line.send(25_000)
    assert line.echoes.hear(line.now, line.now + WAY) is None
