"""The benchmark of scenes, small: takes disturb nobody who watches."""

import pytest

from mcu.scene import Layout
from signaling.bench import takes
from signaling.bench.scene import Wall


@pytest.mark.alone
async def test_takes_one_after_another_are_smooth() -> None:
    found = await takes.measure(12, 27)
    if found.late_before:
        pytest.skip("this machine has no time for a mixer at all")
    assert found.ticks > 20
    # Other work may make some late; a take that is dear is late each time.
    assert found.late < found.takes
    assert found.gap_ms < 250
    assert found.keyframes <= 2
    assert found.blank < 0.02, "nobody is a black tile"
    assert found.asked <= found.woken + found.takes, "nobody is asked for what he sends already"


def test_what_a_layout_costs_is_what_it_shows() -> None:
    wall = Wall()
    found = [wall.cost(Layout.GRID, 114), wall.cost(Layout.FULL, 114)]
    assert [one.tiles for one in found] == [25, 1]
    assert all(one.fit_ms > 0 < one.paint_ms for one in found)
    assert wall.fade() > 0
