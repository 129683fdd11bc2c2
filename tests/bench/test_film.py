"""How a shared film's sound is compared with its picture."""

from signaling.bench.film import later


def test_each_flash_has_the_beep_that_is_nearest() -> None:
    assert later([1000.0, 3000.0, 5000.0], [1030.0, 2990.0, 5100.0]) == [30.0, -10.0, 100.0]


def test_what_was_not_heard_is_no_delay() -> None:
    assert later([1000.0, 3000.0], [1030.0]) == [30.0]
    assert later([1000.0], [2100.0]) == []
    assert later([], [1000.0]) == []
    assert later([1000.0], []) == []
