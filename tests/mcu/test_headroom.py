"""Whether a machine has room for one more scene."""

from pathlib import Path

import pytest

from mcu.clock import NS_PER_S
from mcu.effort import WINDOW, Effort
from mcu.messages import Headroom
from mcu.processors import Processors

MS = NS_PER_S // 1000


@pytest.mark.parametrize(
    ("processors", "left", "view", "views", "takes"),
    [
        (2.0, 1.2, 0.25, 1, True),
        (2.0, 0.5, 0.25, 1, False),  # 0.3 are kept free
        (2.0, 1.2, 0.25, 3, True),
        (2.0, 1.2, 0.25, 4, False),
        (8.0, 1.2, 0.25, 1, False),
        (0.5, 0.5, 0.25, 1, True),
    ],
)
def test_a_view_needs_its_cost_and_leaves_a_reserve(
    processors: float, left: float, view: float, views: int, takes: bool
) -> None:
    assert Headroom(processors=processors, left=left, view=view).takes(views) is takes


@pytest.mark.parametrize(("reserve", "left", "takes"), [(0.0, 0.0, True), (1.0, 2.0, False)])
def test_whoever_knows_the_machine_has_views_always_or_never(
    reserve: float, left: float, takes: bool
) -> None:
    assert Headroom(processors=2, left=left, view=0.25, reserve=reserve).takes(1) is takes


def test_effort_is_work_by_time_and_forgets_a_rest() -> None:
    effort = Effort()
    for tick in range(51):
        effort.took(10 * MS, tick * 40 * MS)
    assert effort.cores == pytest.approx(0.25, rel=0.05)
    late = 100 * WINDOW
    effort.took(10 * MS, late)
    for tick in range(1, 52):
        effort.took(20 * MS, late + tick * 40 * MS)
    assert effort.cores == pytest.approx(0.5, rel=0.05)


def test_idle_time_is_read_within_what_the_process_may_use(tmp_path: Path) -> None:
    stat, quota = tmp_path / "stat", tmp_path / "cpu.max"
    quota.write_text("50000 100000\n")
    processors = Processors(stat, quota)
    assert processors.count == 0.5
    assert processors.left == 0.5, "nothing is known yet"
    stat.write_text("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 2 3\n")
    processors.look(0)
    stat.write_text("cpu  200 0 100 800 0 0 0 0 0 0\n")
    processors.look(NS_PER_S // 2)  # too soon to tell
    assert processors.left == 0.5
    processors.look(NS_PER_S)
    assert processors.left == 0.0


def test_without_the_files_of_linux_all_is_taken_for_idle(tmp_path: Path) -> None:
    processors = Processors(tmp_path / "none", tmp_path / "none")
    processors.look(0)
    processors.look(NS_PER_S)
    assert 0 < processors.left <= processors.count
