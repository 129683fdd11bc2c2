"""Pages that turn on lines that carry them beside people and voices; see `paged_line`."""

import numpy as np
import pytest

from signaling.bench.line import Conditions
from tests.mcu.paged_line import PagedLine


@pytest.mark.parametrize("mbps", [2.0, 4.0, 8.0])
def test_a_voice_does_not_wait_behind_pages_and_they_come_in_time(mbps: float) -> None:
    line = PagedLine(Conditions(delay_ms=20, rate=round(mbps * 1e6)))
    line.run(6)
    line.share()
    line.run(10)
    line.begin()
    seconds = line.run(30)
    waited = np.array(line.viewer.waited)
    assert np.quantile(waited, 0.95) < 60
    assert np.quantile(waited, 0.99) < 120
    assert np.mean([one.missing for one in seconds]) < 0.02
    assert line.down.counts.overflowed == line.overflowed
    assert len({one.height for one in seconds}) == 1, "more is not tried than pages have shown"
    people = 1.65e6 if seconds[0].height == 720 else 0.52e6
    assert len(line.turned) >= 7
    for page in line.turned[:-1]:
        needs = page.size * 8 / (mbps * 1e6 - people)
        assert page.took is not None, "it came whole"
        assert page.took < 1.4 * needs + 0.25


def test_a_good_line_has_pages_at_once() -> None:
    line = PagedLine(Conditions(delay_ms=20))
    line.run(3)
    line.share()
    line.run(8)
    line.begin()
    line.run(12)
    assert all(one.took is not None and one.took < 0.15 for one in line.turned[:-1])
    assert max(line.viewer.waited) < 10
