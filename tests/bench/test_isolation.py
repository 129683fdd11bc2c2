"""Others do not notice a member that sends rubbish, or far too much."""

import pytest

from signaling.bench.isolation import LIMIT, Change, Figures, isolation, spread
from signaling.bench.load import Report

TRIES = 3
"""A busy machine slows everybody, with trouble or without; not three times the same one alone."""


@pytest.mark.alone
async def test_others_see_and_hear_on() -> None:
    troubles = ["rubbish", "flood"]
    found: list[Figures] = []
    for _ in range(TRIES):
        found = (await isolation(troubles, 2.0, 1)).kinds
        # Counts, whatever the machine's pace: nothing of what was sent to them is missing.
        assert all(one.beside.lost == 0 for one in found)
        troubles = [one.kind for one in found if is_noticed(one)]
        if not troubles:
            return
    raise AssertionError(found)


def is_noticed(found: Figures) -> bool:
    """Whether others saw less, or heard gaps."""
    return found.change.fps <= -LIMIT or found.beside.audio_gap_max_ms >= 200


def test_the_spread_is_what_changes_without_any_trouble() -> None:
    def stretch(fps: float, delay: float, gap: float, concealed: float) -> tuple[Report, float]:
        report = Report(
            fps_min=fps,
            lost=0,
            audio_gap_p99_ms=gap,
            audio_gap_max_ms=gap,
            concealed=concealed,
            delays_ms=[delay, delay],
            packets_per_s=1,
            bits_per_s=0,
            heights={},
            heard=0,
        )
        return report, 0.1

    same, late = stretch(25, 20, 30, 0.03), stretch(25, 23, 33, 0.05)
    none = Change(fps=0.0, delay=0.0, audio_gap=0.0, concealed=0.0)
    assert spread([[same, same], [same]]) == none
    assert spread([[same, same, same], [late, late, same]]) == Change(
        fps=0.0, delay=0.15, audio_gap=0.1, concealed=0.02
    )
    assert spread([[late]]) == none
