"""Pictures that come in bursts are shown evenly, and those of a good line at once."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.video.playout import CALM, KNOWN, MOST, SLEW, Playout
from tests.rtc.lossy_link import Exchange, Line, Outcome, Synthetic

MS = 1_000_000
FRAME = 40 * MS
ORIGIN = 777_000 * MS
"""Of the sender's clock, on ours."""


def shown(lates: list[int], playout: Playout | None = None) -> list[int]:
    """When pictures are shown, after the first of them was taken, that arrive so much later."""
    playout = playout or Playout()
    arrived = 0
    due = []
    for number, late in enumerate(lates):
        arrived = max(arrived, ORIGIN + number * FRAME + late)
        due.append(playout.due(number * FRAME, arrived) - ORIGIN)
    return due


def test_on_a_good_line_nothing_waits() -> None:
    chance = random.Random(1)
    lates = [chance.randrange(CALM) for _ in range(500)]
    assert shown(lates) == [number * FRAME + late for number, late in enumerate(lates)]


def test_what_comes_in_bursts_is_shown_evenly() -> None:
    """One picture of five waits for a repair of 90 ms, and the next two wait for it."""
    lates = [(100 if number % 5 == 0 else 10) * MS for number in range(500)]
    steps = [b - a for a, b in pairwise(shown(lates)[250:])]
    assert set(steps) == {FRAME}


def test_delay_goes_back_without_skipping_a_picture() -> None:
    playout = Playout()
    lates = [(100 if number % 5 == 0 else 10) * MS for number in range(500)] + [10 * MS] * 500
    due = shown(lates, playout)
    assert playout.hold == 0
    assert due[-1] == 999 * FRAME + 10 * MS
    assert min(b - a for a, b in pairwise(due[500:])) >= FRAME - FRAME // SLEW


def test_a_longer_way_is_no_reason_to_wait() -> None:
    """From cable to mobile: ten seconds later only what differs between pictures counts."""
    playout = Playout()
    shown([5 * MS] * 300 + [150 * MS] * 600, playout)
    assert playout.hold == 0


def test_another_clock_begins_anew() -> None:
    playout = Playout()
    shown([(100 if number % 5 == 0 else 10) * MS for number in range(500)], playout)
    assert playout.hold > 0
    now = ORIGIN + 520 * FRAME
    assert playout.due(10**15, now) == now
    assert playout.hold == 0


def test_an_unknown_line_is_not_held_back() -> None:
    """A first keyframe takes its time."""
    lates = [300 * MS] + [10 * MS] * (KNOWN - 2)
    assert shown(lates)[-1] == (KNOWN - 2) * FRAME + 10 * MS


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-50, 3000)), max_size=300))
def test_never_early_never_out_of_order_never_for_long(steps: list[tuple[int, int]]) -> None:
    playout = Playout()
    captured = arrived = last = 0
    for step, delay in steps:
        captured += step * MS
        arrived = max(arrived, captured + delay * MS)
        due = playout.due(captured, arrived)
        assert due >= max(arrived, last)
        assert due <= max(arrived + MOST, last)
        last = due


def seen(outcome: Outcome, playout: Playout | None) -> tuple[float, float]:
    """Pictures a second that a mixer's ticks see, from the fifth second on, and ms of delay."""
    sent = {one.data: one.pts for one in outcome.sent.values()}
    begin = min(sent.values())
    due: list[tuple[int, int]] = []
    for one in outcome.shown:
        assert one.captured is not None
        at = playout.due(one.captured, one.pts) if playout else one.pts
        due.append((at, sent[one.data]))
    first = begin + 5000 * MS
    newest: dict[int, int] = {}  # by tick
    for at, was in due:
        if at >= first:
            newest[(at - first) // FRAME] = was
    delays = sorted(first + (tick + 1) * FRAME - was for tick, was in newest.items())
    seconds = (max(sent.values()) - first) / 1e9
    return len(newest) / seconds, delays[len(delays) // 2] / MS


@pytest.mark.parametrize(
    ("loss", "fps", "delay"), [(0.0, 25, 65), (0.05, 24, 165), (0.1, 22, 200), (0.2, 20, 370)]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lossy_line_as_the_others_see_it(
    loss: float, fps: float, delay: float, seed: int
) -> None:
    """20 ms each way, 500 kbit/s. Without playout 19 of 25 are seen at 5 %, and 10 at 20 %."""
    line = Line(delay=20, loss=loss)
    camera = Synthetic(size=2500, key_size=12_000)
    outcome = Exchange(line, line, camera, seed=seed).run(40)
    pictures, median = seen(outcome, Playout())
    assert pictures >= fps - 0.1
    assert median <= delay
    if loss:
        assert pictures > seen(outcome, None)[0] + 3
