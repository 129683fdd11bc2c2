"""Others do not notice a member that sends rubbish, or far too much."""

import pytest

from signaling.bench.isolation import LIMIT, Figures, isolation

TRIES = 3
"""A busy machine slows everybody, with trouble or without; not three times the same one alone."""


@pytest.mark.timeout(150)
@pytest.mark.parametrize("kind", ["rubbish", "flood"])
async def test_others_see_and_hear_on(kind: str) -> None:
    found: Figures | None = None
    for _ in range(TRIES):
        (found,) = (await isolation([kind], 2.0, 1)).kinds
        # Counts, whatever the machine's pace: nothing of what was sent to them is missing.
        assert found.beside.lost == 0
        if found.change.fps > -LIMIT and found.beside.audio_gap_max_ms < 200:
            return
    raise AssertionError(found)
