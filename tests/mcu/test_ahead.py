"""When pictures are sent twice: on a long line that loses at random, and on no other."""

import pytest

from mcu.ahead import PAUSES, Ahead
from mcu.clock import NS_PER_S
from mcu.messages import LineQuality

REPORT = 2 * NS_PER_S


class Case:
    """A line's reports, one after another."""

    def __init__(self) -> None:
        self.ahead = Ahead()
        self.now = 0

    def judge(
        self,
        loss: float,
        rtt_ms: float | None = 310.0,
        *,
        congested: bool = False,
        moved: bool = False,
        times: int = 10,
    ) -> bool:
        for _ in range(times):
            self.now += REPORT
            quality = LineQuality(
                loss_up=0.0,
                loss_down=loss,
                rtt_ms=rtt_ms,
                jitter_ms=0.0,
                bitrate_up=0,
                bitrate_down=1_500_000,
                fps_up=0.0,
                moved=moved,
            )
            self.ahead.judge(quality, congested, self.now)
        return self.ahead.on


@pytest.mark.parametrize(
    ("loss", "rtt_ms", "on"),
    [
        (0.05, 310.0, True),
        (0.1, 250.0, True),
        (0.05, 60.0, False),
        (0.01, 310.0, False),
        (0.4, 310.0, False),
        (0.05, None, False),
    ],
)
def test_long_and_losing(loss: float, rtt_ms: float | None, on: bool) -> None:
    assert Case().judge(loss, rtt_ms) is on


def test_from_the_first_report_on() -> None:
    assert Case().judge(0.05, times=1)


def test_one_report_of_few_losses_among_none_changes_nothing() -> None:
    case = Case()
    case.judge(0.0)
    assert not case.judge(0.05, times=1)


def test_it_holds_where_the_loss_comes_and_goes() -> None:
    case = Case()
    case.judge(0.05)
    for _ in range(10):
        assert case.judge(0.01, times=1)
        assert case.judge(0.04, times=1)


def test_it_ends_with_the_losses_or_the_long_way() -> None:
    case = Case()
    case.judge(0.05)
    assert not case.judge(0.0)
    case.judge(0.05)
    assert not case.judge(0.05, 40.0, times=1)
    case.judge(0.05)
    assert not case.judge(0.05, moved=True, times=1)


def test_a_line_that_they_fill_is_left_alone_for_longer_each_time() -> None:
    case = Case()
    for pause in (PAUSES[0], 2 * PAUSES[0], 4 * PAUSES[0]):
        assert case.judge(0.05)
        assert not case.judge(0.05, congested=True, times=1)
        assert not case.judge(0.05, times=pause // REPORT - 1)
        assert case.judge(0.05, times=1)


def test_trouble_without_copies_is_not_theirs() -> None:
    case = Case()
    assert not case.judge(0.05, congested=True)
    assert case.judge(0.05, times=1)
