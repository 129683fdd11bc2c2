"""An announcement in a low row, and a countdown beside it."""

import numpy as np
import pytest

from mcu.scene import Countdown, Overlay
from mcu.video.announcement import LETTERS, TURN_NS, Room, announcement, least_height
from mcu.video.countdown import low
from mcu.video.font import Weight
from mcu.video.graphics import LOW_CLOCK, written
from mcu.video.layout import arrange, even
from mcu.video.paragraph import Typeface

NOON = 1_800_000_000.0
WORDS = "Đề nghị các điểm cầu ổn định chỗ ngồi; hội nghị tiếp tục sau giờ giải lao. "


@pytest.mark.parametrize("height", [720, 1080, 360])
def test_what_comes_is_whole_beside_a_long_announcement(height: int) -> None:
    """The words that a countdown has unless others are given."""
    width = arrange(0, height * 16 // 9, height).stage.w
    clock = even(width * LOW_CLOCK)
    high = least_height(height)
    text = Countdown(until=NOON).text
    whole, cut = (
        low(text + more, "12:34", clock, high, height) for more in ("", " đúng nửa giờ nữa")
    )
    assert not np.array_equal(whole.y, cut.y)
    ends = [np.flatnonzero((one.y > 120).any(axis=0)) for one in (whole, cut)]
    assert ends[0][0] > ends[1][0], "it has room beside it, what is cut has not"


def test_under_a_vote_an_announcement_is_read_line_by_line() -> None:
    """Half as long as a page of three: nothing of it is left out."""
    low = Room(700, 60)
    band = announcement(WORDS * 2, 0, low, 720)
    assert band.height <= 60
    pages = [announcement(WORDS * 2, turn, low, 720).y.tobytes() for turn in range(9)]
    shown = len(set(pages))
    across = 700 - 2 * 20 - 6
    assert shown >= len(Typeface(Weight.SEMIBOLD, LETTERS[-1]).lines(WORDS * 2, across)) >= 3
    assert pages[:9] == [pages[turn % shown] for turn in range(9)]
    said = [written(Overlay(announcement=WORDS), "", n * TURN_NS, NOON).turn for n in range(3)]
    assert said == [0, 1, 2]
    high = [announcement(WORDS * 9, turn, Room(700, 240), 720).y.tobytes() for turn in range(4)]
    assert high[0] == high[1] != high[2] == high[3]
