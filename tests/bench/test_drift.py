"""The benchmark of a long meeting, short."""

from typing import NoReturn

import pytest

from signaling.bench import drift as module
from signaling.bench.drift import drift
from signaling.bench.trouble import clips
from tests.bench.benches import LONGER


async def test_what_visitors_play_is_made_before_anybody_joins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Made while the beacon played, it held that up until the server took it for gone."""

    def opens(_points: int) -> NoReturn:
        raise InterruptedError(clips.cache_info().currsize)

    monkeypatch.setattr(module, "server", opens)
    clips.cache_clear()
    with pytest.raises(InterruptedError, match="1"):
        await drift(0.1)


async def test_a_short_one_says_what_was_held(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("WARM_UP_S", 1.0), ("VISIT_S", 1.0)):
        monkeypatch.setattr(module, name, seconds)
    for seconds in LONGER[:2]:
        monkeypatch.setattr(module, "STRETCH_S", 3 * seconds)
        found = await drift(0.1)
        stretches = (found.first, found.middle, found.last)
        if all(min(one.apart.flashes, one.apart.beeps) >= 2 and one.fps_min for one in stretches):
            break
    assert found.visits >= 1
    assert found.begin.rss_mib > 10
    assert found.begin.used_mib is None or 10 < found.begin.used_mib < found.begin.rss_mib
    assert found.end.threads >= found.begin.threads > 1
    assert found.growth.files == found.end.files - found.begin.files
    # Who came and left has left nothing open.
    assert found.growth.files <= 2
    assert found.end.tasks > 5
    assert found.errors == found.exceptions == found.turned_away == 0
    for stretch in stretches:
        assert stretch.fps_min
        assert stretch.audio_gap_p99_ms is not None
        assert stretch.apart.flashes >= 2
        assert stretch.apart.beeps >= 2
    assert found.apart_most_ms is not None
    # Each beep is held beside the flash that it was sent with, however late both are.
    assert found.apart_most_ms < 1000
    recorded = found.recorded
    assert recorded.picture_s > 1
    assert abs(recorded.sound_s - recorded.seconds) < 1
    assert abs(recorded.end_apart_ms) < 1000
