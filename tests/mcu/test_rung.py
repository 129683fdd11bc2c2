"""Which picture a line gets: good, losing, narrow, changing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from mcu.clock import NS_PER_S
from mcu.messages import LineQuality
from mcu.rung import DRAIN, MOST_PATIENCE, PATIENCE, RungChooser
from tests.mcu.slow_line import LADDER, REPORT, SlowLine

remb = pytest.mark.parametrize("estimates", [True, False], ids=["remb", "reports"])
seeds = pytest.mark.parametrize("seed", range(5))


def climbs(heights: list[int]) -> int:
    return sum(b > a for a, b in pairwise(heights))


@remb
def test_a_good_line_has_the_full_picture(estimates: bool) -> None:
    line = SlowLine(rate=2e6, estimates=estimates)
    assert set(line.run(300)) == {720}


@remb
@seeds
@pytest.mark.parametrize("rtt", [40.0, 300.0])
@pytest.mark.parametrize("loss", [0.05, 0.1])
def test_losses_at_random_cost_no_picture(
    estimates: bool, seed: int, rtt: float, loss: float
) -> None:
    """All but a moment at 25 fps: 20 ms and 10 % has to show 22 fps and more."""
    line = SlowLine(rtt=rtt, loss=loss, jitter=10, estimates=estimates, seed=seed)
    heights = line.run(600)
    assert min(heights) >= 360
    assert heights.count(720) >= 0.9 * len(heights)


@pytest.mark.parametrize("seed", range(20))
def test_one_packet_of_five_lost_leaves_a_picture(seed: int) -> None:
    line = SlowLine(loss=0.2, seed=seed)
    assert min(line.run(600)) >= 180


@remb
@seeds
def test_600_kbit_carry_360(estimates: bool, seed: int) -> None:
    line = SlowLine(rate=600_000, estimates=estimates, seed=seed)
    heights = line.run(600)
    assert 720 not in heights[1:2], "down within four seconds"
    assert 0 not in heights
    settled = heights[2:]
    assert settled.count(360) + settled.count(180) >= 0.95 * len(settled)
    assert line.trouble <= 8


@remb
@seeds
@pytest.mark.parametrize(("kbps", "height"), [(100, 144), (50, 0)])
def test_thin_lines_carry_the_voice(estimates: bool, seed: int, kbps: int, height: int) -> None:
    line = SlowLine(rate=kbps * 1000, estimates=estimates, seed=seed)
    heights = line.run(600)
    assert height in heights[:3], "voice first within six seconds"
    assert heights[3:].count(height) >= 0.93 * len(heights[3:])
    assert line.trouble <= 12


@remb
def test_a_line_that_gets_well_has_its_picture_back(estimates: bool) -> None:
    line = SlowLine(rate=600_000, estimates=estimates)
    line.run(20)
    line.rate = 5e6
    assert line.run(60)[-1] == 720


@remb
def test_from_sound_only_back_to_the_full_picture(estimates: bool) -> None:
    line = SlowLine(rate=50_000, estimates=estimates)
    assert line.run(20)[-1] == 0
    line.rate = 5e6
    assert line.run(150)[-1] == 720


@remb
def test_tries_that_fail_get_rarer(estimates: bool) -> None:
    line = SlowLine(rate=600_000, estimates=estimates)
    first = climbs(line.run(200))
    line.run(600)
    later = climbs(line.run(600))
    assert first >= 1
    assert later <= 4, "one in five minutes, and the way back from it"


def test_a_line_that_comes_and_goes_is_not_followed_for_ever() -> None:
    line = SlowLine()
    for _ in range(20):
        line.rate = 400_000
        line.run(20)
        line.rate = 5e6
        line.run(20)
    assert climbs(line.heights[: len(line.heights) // 4]) >= 2
    assert climbs(line.heights[-len(line.heights) // 4 :]) <= 4


@pytest.mark.parametrize(
    ("loss", "sent", "repairs", "height"),
    [
        (0.07, 2_100_000, 540_000, 360),
        (0.1, 1_750_000, 180_000, 720),
        (0.0, 2_200_000, 600_000, 720),
        (0.07, 2_400_000, 170_000, 720),
    ],
)
def test_repairs_that_find_no_room(loss: float, sent: int, repairs: int, height: int) -> None:
    """The first report on a line of 1 Mbit/s, on one that loses 10 %, and after a gap.

    The last is of a picture that takes more than its rung may, on a line that loses at random.
    """
    chooser = RungChooser(LADDER, 0)
    report = LineQuality(
        loss_up=0.0,
        loss_down=loss,
        rtt_ms=25.0,
        jitter_ms=0.0,
        bitrate_up=0,
        bitrate_down=sent,
        repairs_down=repairs,
        fps_up=0.0,
    )
    chooser.judge(report, REPORT)
    assert chooser.height == height


def on_a_long_line(**also: float) -> LineQuality:
    report = LineQuality(
        loss_up=0.0,
        loss_down=0.05,
        rtt_ms=305.0,
        jitter_ms=0.0,
        bitrate_up=0,
        bitrate_down=1_600_000,
        fps_up=0.0,
    )
    return structs.replace(report, **also)


def test_an_estimate_is_wrong_also_where_the_line_loses() -> None:
    """Chromium's fell to 1.0 of 1.6 Mbit/s, while the round trip stayed and 5 % got lost.

    What was too much by a third would have filled a queue, or a third of it would be lost.
    """
    chooser = RungChooser(LADDER, 0)
    for at in range(1, 60):
        estimate = 2_000_000 if at < 5 else 1_000_000
        chooser.judge(on_a_long_line(rtt_ms=300.0 + at % 7, estimate_down=estimate), at * REPORT)
    assert chooser.height == 720


def test_a_longer_way_is_no_queue() -> None:
    """From cable to mobile: the round trip jumps and stays."""
    line = SlowLine()
    line.run(60)
    line.rtt = 250
    assert set(line.run(120)) == {720}


@remb
@seeds
def test_a_longer_way_that_loses_is_no_queue(estimates: bool, seed: int) -> None:
    """From cable to a mobile line of 150 ms each way that loses 5 %: it looks like a full queue."""
    line = SlowLine(estimates=estimates, seed=seed)
    line.run(60)
    line.rtt, line.loss, line.jitter = 300, 0.05, 10
    heights = line.run(120)
    assert heights.count(720) >= 0.9 * len(heights)
    assert set(heights[10:]) == {720}


@seeds
def test_a_step_down_that_drains_nothing_is_taken_back(seed: int) -> None:
    """The first report on the line is the one on the jump, so one is enough to step down."""
    line = SlowLine(seed=seed, rtt=20)
    line.run(2)
    line.rtt, line.loss, line.jitter = 300, 0.1, 10
    heights = line.run(20)
    assert set(heights[5:]) == {720}


@seeds
@pytest.mark.parametrize("rate", [1_300_000, 1_000_000, 470_000, 400_000, 300_000])
def test_a_line_that_gets_narrow_is_no_longer_way(seed: int, rate: float) -> None:
    line = SlowLine(seed=seed, estimates=False)
    line.run(60)
    line.rate = rate
    heights = line.run(60)
    assert heights[1] < 720
    assert 720 not in heights[1:8], "patience"
    assert line.trouble <= 4


@pytest.mark.parametrize(("away", "height"), [(5, 180), (70, 360), (130, 720)])
def test_who_comes_back_begins_where_the_line_was_last_right(away: int, height: int) -> None:
    line = SlowLine(rate=250_000)
    assert line.run(60)[-1] == 180
    assert line.chooser.successor(line.now + away * NS_PER_S).height == height


def test_a_member_that_reconnects_on_a_narrow_line_stays_below() -> None:
    line = SlowLine(rate=600_000)
    assert line.run(60)[-1] == 360
    line.chooser = line.chooser.successor(line.now)
    assert set(line.run(16)) == {360}


def test_a_cut_of_five_seconds_changes_nothing() -> None:
    """No reports come meanwhile; the first one after it tells of the loss."""
    line = SlowLine()
    line.run(60)
    line.loss = 0.9
    line.run(2)
    line.loss = 0
    assert set(line.run(120)) == {720}


def test_what_was_lost_between_two_addresses_is_not_the_new_lines() -> None:
    """From Wi-Fi to mobile: a second is lost, sent again at once, and the way is longer."""
    gap = LineQuality(
        loss_up=0.4,
        loss_down=0.4,
        rtt_ms=180.0,
        jitter_ms=0.0,
        bitrate_up=0,
        bitrate_down=2_500_000,
        fps_up=0.0,
    )
    for moved, height in ((False, 360), (True, 720)):
        line = SlowLine()
        line.run(60)
        line.chooser.judge(structs.replace(gap, moved=moved), line.now + REPORT)
        assert line.chooser.height == height


def test_a_new_line_that_is_narrow_is_noticed() -> None:
    line = SlowLine()
    line.run(60)
    line.chooser.judge(structs.replace(line.report(), moved=True), line.now + REPORT)
    line.now += REPORT
    line.rate = 600_000
    assert 720 not in line.run(20)[6:]


def test_an_estimate_that_nothing_else_confirms() -> None:
    """Everything comes, and at once: the receiver was only short of computing time."""
    line = SlowLine(estimates=False)
    line.run(60)
    for number in range(1, 30):
        report = structs.replace(line.report(), estimate_down=300_000 + number % 2)
        line.chooser.judge(report, line.now + number * REPORT)
        assert line.chooser.height == 720


@pytest.mark.parametrize("text", [True, False])
def test_an_estimate_that_stays_at_the_bottom(text: bool) -> None:
    """Chromium's least, seen for half a minute on a line that carried everything."""
    chooser = RungChooser(LADDER, 0, len(LADDER) - 1, text=text)
    line = SlowLine(estimates=False)
    for number in range(1, 60):
        chooser.judge(structs.replace(line.report(), estimate_down=5_000), number * REPORT)
        assert chooser.height > 0
    assert chooser.height == 720


def test_an_estimate_without_a_new_round_trip_is_believed() -> None:
    line = SlowLine(estimates=False)
    line.run(60)
    report = structs.replace(line.report(), estimate_down=300_000)
    for number in range(1, 4):
        line.chooser.judge(report, line.now + number * REPORT)
    assert line.chooser.height < 720


def test_a_still_meeting_that_begins_to_move() -> None:
    """The estimate is far below what is sent, but only because so little was sent before."""
    line = SlowLine(moving=0.1)
    line.run(60)
    line.moving = 1.0
    assert set(line.run(120)) == {720}


def test_a_still_meeting_goes_down_by_steps() -> None:
    """It takes 200 kbit/s of the 1,500 it may: the half-size picture fits into what arrives."""
    line = SlowLine(rate=170_000, moving=0.1)
    heights = line.run(20)
    assert 0 not in heights
    assert heights[-1] == 360


def test_an_estimate_is_compared_with_the_sound_that_is_sent() -> None:
    """Of 180 lines and 24 kbit/s of sound 70 arrive, which 60 of sound would make up for."""
    chooser = RungChooser(LADDER, 0, 2)
    report = LineQuality(
        loss_up=0.0,
        loss_down=0.0,
        rtt_ms=20.0,
        jitter_ms=0.0,
        bitrate_up=0,
        bitrate_down=133_000,
        fps_up=0.0,
        estimate_down=70_000,
    )
    for number in range(1, 5):
        chooser.judge(report, number * REPORT)
    assert chooser.height == 144


@pytest.mark.parametrize(
    ("height", "chosen"),
    [(720, 720), (719, 360), (360, 360), (200, 180), (150, 144), (100, 0), (0, 0)],
)
def test_a_manual_limit_holds_at_once(height: int, chosen: int) -> None:
    line = SlowLine()
    line.chooser.limit(height)
    assert line.chooser.height == chosen
    assert set(line.run(120)) == {chosen}
    line.chooser.limit(10_000)
    assert line.chooser.height == 720


@given(
    st.lists(
        st.builds(
            LineQuality,
            loss_up=st.just(0.0),
            loss_down=st.floats(0, 1),
            rtt_ms=st.none() | st.floats(0, 5000),
            jitter_ms=st.just(0.0),
            bitrate_up=st.just(0),
            bitrate_down=st.integers(0, 5_000_000),
            fps_up=st.just(0.0),
            estimate_down=st.none() | st.integers(0, 5_000_000),
        ),
        max_size=80,
    ),
    st.integers(0, 1000),
)
def test_whatever_is_reported(reports: list[LineQuality], most: int) -> None:
    """Within the limit, one rung up at a time and not before patience is over; or the last step
    down is taken back, as soon as it has settled."""
    chooser = RungChooser(LADDER, 0)
    chooser.limit(most)
    heights = [0, 144, 180, 360, 720]
    moved, left = 0, -1
    for number, report in enumerate(reports, 1):
        before, line, now = chooser.height, chooser._line, number * REPORT
        chooser.judge(report, now)
        after = chooser.height
        assert after in heights
        assert after <= most
        if after > before and chooser._line == left and now - moved >= DRAIN:
            left = -1
        elif after > before:
            assert heights.index(after) == heights.index(before) + 1
            assert now - moved >= PATIENCE
        if after != before:
            moved = now
        if chooser._line > line:
            left = line
        assert chooser._patience <= MOST_PATIENCE
