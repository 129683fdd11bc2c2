"""A point's address changes in mid-meeting, and its page heals by itself."""

import pytest

from signaling.bench.address import LIMIT_S, Change, changed
from tests.browser.conftest import require

TRIES = 3
"""Two seconds are promised of a machine that has time; a test's may not have it at once."""


@pytest.mark.alone
async def test_another_address_and_another_port_of_the_nat() -> None:
    require("chromium")
    late: list[Change] = []
    for _ in range(TRIES):
        found = await changed(1)
        assert [one.kind for one in found.changes] == ["moved", "rebound"]
        for one in found.changes:
            # Whatever the machine's pace: the same connection, session and seat, and the own
            # picture back in its tile.
            assert one.kept, one
            assert one.back_s is not None, one
            assert one.seen_s is not None, one
        late = [one for one in found.changes if (one.back_s or 0) > LIMIT_S]
        if not late:
            return
    raise AssertionError(late)
