"""Which picture a line gets to which packets are sent twice."""

from msgspec import structs

from mcu.rung import RungChooser
from tests.mcu.slow_line import LADDER, REPORT
from tests.mcu.test_rung import on_a_long_line


def test_copies_are_given_up_before_the_picture() -> None:
    chooser = RungChooser(LADDER, 0)
    for at in range(1, 10):
        chooser.judge(on_a_long_line(rtt_ms=300.0 + at), at * REPORT)
    full = on_a_long_line(rtt_ms=600.0, loss_down=0.12)
    chooser.judge(structs.replace(full, copies_down=1_500_000), 10 * REPORT)
    assert chooser.congested
    chooser.judge(structs.replace(full, rtt_ms=500.0, copies_down=200_000), 11 * REPORT)
    for at in range(12, 30):
        chooser.judge(on_a_long_line(rtt_ms=300.0 + at), at * REPORT)
        assert chooser.height == 720


def test_without_copies_a_full_queue_costs_the_picture() -> None:
    chooser = RungChooser(LADDER, 0)
    for at in range(1, 10):
        chooser.judge(on_a_long_line(rtt_ms=300.0 + at), at * REPORT)
    for at in range(10, 12):
        chooser.judge(on_a_long_line(rtt_ms=500.0 + 10 * at, loss_down=0.12), at * REPORT)
    assert chooser.height < 720


def test_what_is_answered_twice_is_not_given_up_before_the_picture() -> None:
    """A queue that a page has filled is long as well: then each request is answered twice.

    For fifteen seconds the picture stayed, as copies that were to end seemed to fill the queue.
    """
    chooser = RungChooser(LADDER, 0)
    for at in range(1, 4):
        chooser.judge(on_a_long_line(rtt_ms=40.0, loss_down=0.0), at * REPORT)
    for at in range(4, 6):
        full = on_a_long_line(rtt_ms=300.0 + 30 * at, loss_down=0.12)
        twice = structs.replace(full, repairs_down=150_000, copies_down=140_000)
        chooser.judge(twice, at * REPORT)
    assert chooser.height < 720


def test_what_begins_twice_is_not_waited_for_on_an_unknown_line() -> None:
    """The first picture goes out twice where the handshake took long, as behind a full queue."""
    chooser = RungChooser(LADDER, 0)
    full = on_a_long_line(rtt_ms=300.0, loss_down=0.34)
    chooser.judge(structs.replace(full, copies_down=1_500_000), REPORT)
    assert chooser.height < 720
