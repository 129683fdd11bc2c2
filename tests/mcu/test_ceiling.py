"""What pages show of a line decides how large people are beside them."""

import pytest

from mcu.content import Detail
from mcu.rung import RungChooser
from tests.mcu.test_content import LADDER, beside


@pytest.mark.parametrize(
    ("ceiling", "height"),
    [(None, 720), (3_000_000, 720), (2_000_000, 360), (1_000_000, 360)],
)
def test_people_are_smaller_at_once_where_both_do_not_fit(ceiling: int | None, height: int) -> None:
    one = beside(RungChooser(LADDER, 0))
    assert one.move(refused=0, ceiling=ceiling, now=1) == height
    step = one.rungs.rung
    assert step is not None
    assert step.detail is Detail.FULL, "text goes before faces"
    assert one.move(refused=0, ceiling=ceiling, now=2) == height, "once is enough"
