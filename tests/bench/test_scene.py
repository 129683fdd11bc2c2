"""The benchmark of scenes, small: takes disturb nobody who watches."""

import pytest
from msgspec.structs import replace

from mcu.ask import NOTHING
from mcu.clock import NS_PER_S
from mcu.scene import Layout
from mcu.video import seating
from signaling.bench import onlookers, scene, takes
from signaling.bench.scene import LAYOUTS, Steps, Wall, disturbed, steps


@pytest.mark.alone
async def test_takes_one_after_another_are_smooth(monkeypatch: pytest.MonkeyPatch) -> None:
    for patience in ("PATIENCE", "DRAW_PATIENCE"):  # else a slow machine shows what has not come
        monkeypatch.setattr(seating, patience, 60 * NS_PER_S)
    found = await takes.measure(12, 27)
    assert found.ticks > 0
    assert found.gap_ms is not None
    # Other work may make ticks late; what a take costs is so many times what any tick does.
    assert 0 < found.dearest_ms < 10 * found.dearest_before_ms
    assert found.keyframes <= found.seconds / takes.KEYFRAME_EVERY_S + 2
    assert found.blank == 0, "nobody is a black tile"
    assert found.asked <= found.woken + found.takes, "nobody is asked for what he sends already"


def test_takes_are_judged_by_what_they_cost_and_by_what_is_seen() -> None:
    taken = takes.Takes(
        takes=200,
        points=30,
        seconds=50,
        cores=0.5,
        ticks_before=250,
        late_before=9,
        gap_before_ms=150,
        dearest_before_ms=10,
        ticks=1250,
        late=40,
        gap_ms=140,
        dearest_ms=30,
        keyframes=6,
        asked=9,
        woken=9,
        blank=0,
    )
    seen = onlookers.Seen(
        codec="VP8",
        frames=1250,
        pictures=1250,
        keyframes=5,
        periodic=6,
        gap_before_ms=90,
        gap_ms=90,
    )
    assert not disturbed(taken, [seen]), "what is late without takes as well is the machine's"
    for worse in ({"dearest_ms": 41}, {"gap_ms": 151}, {"keyframes": 9}):
        assert disturbed(replace(taken, **worse), [seen])
    for worse in ({"pictures": 1249}, {"keyframes": 7}, {"gap_ms": 121}, {"frames": 0}):
        assert disturbed(taken, [seen, replace(seen, **worse)])
    assert disturbed(taken, [replace(seen, gap_ms=None)]), "nothing was seen"


def test_what_a_layout_costs_is_what_it_shows() -> None:
    wall = Wall()
    found = [wall.cost(Layout.GRID, 114), wall.cost(Layout.FULL, 114)]
    assert [one.tiles for one in found] == [25, 1]
    assert all(one.fit_ms > 0 < one.paint_ms for one in found)
    assert wall.fade() > 0


def test_every_tile_is_sent_in_its_size_and_one_that_is_not_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for layout in LAYOUTS:
        assert steps(layout) == Steps(layout=layout, equal=1.0, halved=0.0)
    half = NOTHING._replace(width=640, height=360)
    monkeypatch.setattr(scene, "suiting", lambda _: half)
    monkeypatch.setattr(scene, "COUNTED", (2,))
    assert steps(Layout.PIP) == Steps(layout=Layout.PIP, equal=0.0, halved=0.5)
