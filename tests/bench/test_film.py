"""How a shared film's sound is compared with its picture."""

from signaling.bench.projector import ROUND_MS, of_one_round
from signaling.bench.reel import later


def test_each_flash_has_the_beep_that_is_nearest() -> None:
    assert later([1000.0, 3000.0, 5000.0], [1030.0, 2990.0, 5100.0]) == [30.0, -10.0, 100.0]


def test_what_was_not_heard_is_no_delay() -> None:
    assert later([1000.0, 3000.0], [1030.0]) == [30.0]
    assert later([1000.0], [2100.0]) == []
    assert later([], [1000.0]) == []
    assert later([1000.0], []) == []


def test_clocks_that_have_gone_round_are_of_one_time() -> None:
    stamped = [2 * ROUND_MS + 1000.0, 2 * ROUND_MS + 3000.0]
    assert later(of_one_round([1000.0, 3000.0], stamped), stamped) == [0.0, 0.0]
    assert of_one_round([], stamped) == of_one_round([1.0], []) == []
