"""Pairs of flashes and beeps that were sent and found again."""

from mcu.video.layout import Rect
from signaling.bench.lipsync import EVERY, Beacon, Watcher, offset
from signaling.bench.witness import NS_PER_MS


def test_each_beep_is_held_beside_its_own_flash() -> None:
    sent, came = Beacon(), Watcher(Rect(0, 0, 2, 2))
    sent.flashed = [number * EVERY for number in range(4)]
    sent.beeped = [at + 5 * NS_PER_MS for at in sent.flashed]
    came.saw = [
        at + late * NS_PER_MS for at, late in zip(sent.flashed, (50, 70, 60, 50), strict=True)
    ]
    # The second was not heard, and something that nobody sent was.
    came.heard = [sent.beeped[n] + 80 * NS_PER_MS for n in (0, 2, 3)]
    came.heard.insert(1, sent.beeped[1] + EVERY * 3 // 4)
    found = offset(sent, came)
    assert (found.flashes, found.beeps) == (4, 3)
    assert (found.median_ms, found.least_ms, found.most_ms) == (30, 20, 30)


def test_nothing_found_is_no_offset() -> None:
    found = offset(Beacon(), Watcher(Rect(0, 0, 2, 2)))
    assert found.median_ms is None
    assert found.flashes == found.beeps == 0
